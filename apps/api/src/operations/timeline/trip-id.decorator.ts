import { Param, type PipeTransform } from '@nestjs/common';
import { uuid } from '#contracts';
import { DomainError } from '#platform';

/** A text that is no UUID gets the same answer as an unknown trip. */
const toTripId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new DomainError('NOT_FOUND', 'There is no such trip.');
  },
};

/** Injects the `:id` of the path. @throws DomainError NOT_FOUND when it is no UUID */
export const TripId = (): ParameterDecorator => Param('id', toTripId);

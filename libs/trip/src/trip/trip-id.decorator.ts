import { Param, type PipeTransform } from '@nestjs/common';
import { uuid } from '#contracts';
import { tripNotFound } from './trip-access.js';

/** A text that is no UUID gets the same answer as an unknown trip. */
const toTripId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (!parsed.success) throw tripNotFound();
    return parsed.data;
  },
};

/** Injects the `:id` of the path. @throws DomainError NOT_FOUND when it is no UUID */
export const TripId = (): ParameterDecorator => Param('id', toTripId);

import { Param, type PipeTransform } from '@nestjs/common';
import { uuid } from '#contracts';
import { DomainError } from '#platform';

export const driverNotFound = (): DomainError =>
  new DomainError('NOT_FOUND', 'There is no such driver.');

/** A text that is no UUID gets the same answer as an unknown driver. */
const toDriverId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (!parsed.success) throw driverNotFound();
    return parsed.data;
  },
};

/** Injects the `:id` of the path. @throws DomainError NOT_FOUND when it is no UUID */
export const DriverId = (): ParameterDecorator => Param('id', toDriverId);

import { Param, type PipeTransform } from '@nestjs/common';
import { uuid } from '#contracts';
import { tripNotFound } from './trip-access.js';

/** What isn't an id of any trip is answered like the id of no trip. */
const toTripId: PipeTransform<string, string> = {
  transform(value) {
    const parsed = uuid.safeParse(value);
    if (!parsed.success) throw tripNotFound();
    return parsed.data;
  },
};

/** The `:id` of the path. */
export const TripId = (): ParameterDecorator => Param('id', toTripId);

import { z } from 'zod';
import { availabilitySchema } from '../trip/driver.js';
import { offerSchema } from '../trip/offer.js';
import type { StreamKind } from './stream-id.js';
import { eventTripSchema, tripSchema } from '../trip/trip.js';

/** The data of `stream.snapshot` by the kind of stream. Only a rider's snapshot has a PIN. */
export const snapshotMap = {
  rider: z.strictObject({ trip: tripSchema.nullable() }).meta({ id: 'RiderSnapshot' }),
  driver: z
    .strictObject({
      availability: availabilitySchema,
      offer: offerSchema.nullable(),
      trip: eventTripSchema.nullable(),
    })
    .meta({ id: 'DriverSnapshot' }),
  trip: z.strictObject({ trip: eventTripSchema }).meta({ id: 'TripSnapshot' }),
} as const satisfies Record<StreamKind, z.ZodType>;

/** The state of a stream as of one cursor, by the kind of stream. */
export type Snapshot<K extends StreamKind = StreamKind> = z.infer<(typeof snapshotMap)[K]>;

import { z } from 'zod';
import { availabilitySchema } from '../trip/driver.js';
import { offerSchema } from '../trip/offer.js';
import type { StreamKind } from './stream-id.js';
import { eventTripSchema, tripSchema } from '../trip/trip.js';

/** What `stream.snapshot` carries, by the kind of stream. The PIN is the rider's alone. */
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

/** What is known of a stream at one place, by the kind of stream. */
export type Snapshot<K extends StreamKind = StreamKind> = z.infer<(typeof snapshotMap)[K]>;

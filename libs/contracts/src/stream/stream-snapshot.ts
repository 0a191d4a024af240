import { z } from 'zod';
import { availabilitySchema } from '../trip/driver.js';
import { driverLocationSchema } from './ephemeral.js';
import { offerSchema } from '../trip/offer.js';
import { repositionSchema } from '../trip/reposition.js';
import type { StreamKind } from './stream-id.js';
import { eventTripSchema, tripSchema } from '../trip/trip.js';

/**
 * The last known location of the trip's driver, also while the driver is silent; null without a
 * driver, after the end of the trip, and before the driver has reported one. It is the latest value
 * at the time of the read, and no part of the history. A server before this field leaves it out.
 */
const driverLocation = driverLocationSchema.nullable().optional();

/** The data of `stream.snapshot` by the kind of stream. Only a rider's snapshot has a PIN. */
export const snapshotMap = {
  rider: z
    .strictObject({ trip: tripSchema.nullable(), driverLocation })
    .meta({ id: 'RiderSnapshot' }),
  driver: z
    .strictObject({
      availability: availabilitySchema,
      offer: offerSchema.nullable(),
      trip: eventTripSchema.nullable(),
      /** The suggestion that has not ended. A server before this field leaves it out. */
      reposition: repositionSchema.nullable().optional(),
    })
    .meta({ id: 'DriverSnapshot' }),
  trip: z.strictObject({ trip: eventTripSchema, driverLocation }).meta({ id: 'TripSnapshot' }),
} as const satisfies Record<StreamKind, z.ZodType>;

/** The state of a stream as of one cursor, by the kind of stream. */
export type Snapshot<K extends StreamKind = StreamKind> = z.infer<(typeof snapshotMap)[K]>;

import { z } from 'zod';
import { availabilitySchema } from '../trip/driver.js';
import { driverLocationSchema } from './ephemeral.js';
import { driverRouteSchema, tripPoolSchema } from '../trip/driver-route.js';
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

/**
 * The others in the car of a shared trip; null without a driver, and for a trip that is not shared.
 * A server before this field leaves it out.
 */
const pool = tripPoolSchema.nullable().optional();

/** The data of `stream.snapshot` by the kind of stream. Only a rider's snapshot has a PIN. */
export const snapshotMap = {
  rider: z
    .strictObject({ trip: tripSchema.nullable(), driverLocation, pool })
    .meta({ id: 'RiderSnapshot' }),
  driver: z
    .strictObject({
      availability: availabilitySchema,
      offer: offerSchema.nullable(),
      /** The trip under way; of several shared ones, that of the next stop. */
      trip: eventTripSchema.nullable(),
      /**
       * All trips under way, in the order of their next stops. A server before this field leaves it
       * out.
       */
      trips: z.array(eventTripSchema).optional(),
      /** The stops of shared trips; null without one. A server before this field leaves it out. */
      route: driverRouteSchema.nullable().optional(),
      /** The suggestion that has not ended. A server before this field leaves it out. */
      reposition: repositionSchema.nullable().optional(),
    })
    .meta({ id: 'DriverSnapshot' }),
  trip: z
    .strictObject({ trip: eventTripSchema, driverLocation, pool })
    .meta({ id: 'TripSnapshot' }),
} as const satisfies Record<StreamKind, z.ZodType>;

/** The state of a stream as of one cursor, by the kind of stream. */
export type Snapshot<K extends StreamKind = StreamKind> = z.infer<(typeof snapshotMap)[K]>;

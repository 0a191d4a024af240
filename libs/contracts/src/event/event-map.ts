import { z } from 'zod';
import { moneySchema } from '../money.js';
import { driverRouteSchema, tripPoolSchema } from '../trip/driver-route.js';
import { offerSchema } from '../trip/offer.js';
import { repositionEndReasonSchema, repositionSchema } from '../trip/reposition.js';
import { timestamp, uuid } from '../text.js';
import { cancelledBySchema, eventTripSchema, operatorSchema } from '../trip/trip.js';

const tripChanged = z.strictObject({ trip: eventTripSchema });
/** Present when an operator gave the command that the event follows from. */
const operator = operatorSchema.optional();
/**
 * Present when the driver took the step far from its place, with the reason that they gave.
 * `distanceMeters` is null when their location was not known.
 */
const override = z
  .strictObject({ reason: z.string(), distanceMeters: z.int().nullable() })
  .optional();
const tripEnded = z.strictObject({
  trip: eventTripSchema,
  by: cancelledBySchema,
  reason: z.string(),
  fee: moneySchema,
  operator,
});
const offerClosed = z.strictObject({ offerId: uuid, tripId: uuid, reason: z.string() });
const availabilityChanged = z.strictObject({ reason: z.string(), operator });

/**
 * Every durable event by its name, with the schema of its payload. Emitting, listening, streaming,
 * the client SDK and the API documents derive from this map. A new event is added here first
 * (CONTRIBUTING.md).
 */
export const eventMap = {
  'trip.requested': tripChanged,
  'trip.driver_assigned': tripChanged,
  'trip.driver_arrived': z.strictObject({ trip: eventTripSchema, override }),
  'trip.started': tripChanged,
  'trip.completed': z.strictObject({
    trip: eventTripSchema,
    /** Present when an operator completed the trip. */
    reason: z.string().optional(),
    operator,
    override,
  }),
  'trip.driver_silent': tripChanged,
  'trip.driver_back': tripChanged,
  'trip.redispatching': z.strictObject({ trip: eventTripSchema, reason: z.string(), operator }),
  'trip.cancelled': tripEnded,
  'trip.no_drivers_available': tripEnded,
  'trip.pool_changed': z.strictObject({ trip: eventTripSchema, pool: tripPoolSchema }),
  'trip.tipped': z.strictObject({ tripId: uuid, tip: moneySchema }),
  'offer.created': z.strictObject({ offer: offerSchema, serverTime: timestamp }),
  'offer.accepted': offerClosed,
  'offer.declined': offerClosed,
  'offer.expired': offerClosed,
  'offer.revoked': offerClosed,
  'driver.online': availabilityChanged,
  'driver.offline': availabilityChanged,
  'driver.route_changed': z.strictObject({ route: driverRouteSchema, serverTime: timestamp }),
  'driver.reposition': z.strictObject({ reposition: repositionSchema, serverTime: timestamp }),
  'driver.reposition_accepted': z.strictObject({ repositionId: uuid, expiresAt: timestamp }),
  'driver.reposition_ended': z.strictObject({
    repositionId: uuid,
    reason: repositionEndReasonSchema,
  }),
} as const satisfies Record<string, z.ZodType>;

export type EventType = keyof typeof eventMap;
export type EventData<T extends EventType = EventType> = z.infer<(typeof eventMap)[T]>;

export const eventTypes = Object.keys(eventMap) as EventType[];

/**
 * The events after which the stream of a trip ends. Only those of `eventTypesAfterEnd` may follow in
 * its history.
 */
export const terminalEventTypes: ReadonlySet<string> = new Set<EventType>([
  'trip.completed',
  'trip.cancelled',
  'trip.no_drivers_available',
]);

/**
 * The events that may follow the end of a trip. A stream that is open at the end ends with the
 * terminal event and doesn't wait for them. They are between the rider and the driver, so the
 * viewers of a share link never get them.
 */
export const eventTypesAfterEnd: ReadonlySet<string> = new Set<EventType>(['trip.tipped']);

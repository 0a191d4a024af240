import { z } from 'zod';
import { positionSchema } from '../position.js';
import { timestamp, uuid } from '../text.js';

/** A stop that a driver makes for one trip. */
export const routeStopSchema = z
  .strictObject({
    tripId: uuid,
    kind: z.enum(['pickup', 'dropoff']),
    position: positionSchema,
    /** What people call the place; null where the city's map has no name for it. */
    name: z.string().nullable(),
    /** The planned arrival, as of the change of the route. A stop takes no time in it. */
    arrivesAt: timestamp,
  })
  .meta({ id: 'RouteStop' });

/**
 * The stops of a driver with shared trips, eight at most, in the order in which they are made.
 * `version` rises by one with each change. Only the driver sees it.
 */
export const driverRouteSchema = z
  .strictObject({ version: z.int(), stops: z.array(routeStopSchema) })
  .meta({ id: 'DriverRoute' });

/** The route as it will be if the driver accepts the offer of a trip that joins it. */
export const offeredRouteSchema = z
  .strictObject({
    stops: z.array(routeStopSchema),
    /** Driving time that the trip adds to the route. */
    addedSeconds: z.int(),
  })
  .meta({ id: 'OfferedRoute' });

/**
 * What a rider knows of the car that they share: that others are in it or will be, and when it
 * comes. It says neither who the others are nor where they go. The times include the detours, as
 * of the last change of the route.
 */
export const tripPoolSchema = z
  .strictObject({
    /** Number of the other trips of the driver. */
    others: z.int(),
    /** Number of stops for others before the rider's next one. */
    stopsBefore: z.int(),
    /** Null after the pickup. */
    pickupAt: timestamp.nullable(),
    dropoffAt: timestamp,
  })
  .meta({ id: 'TripPool' });

export type RouteStop = z.infer<typeof routeStopSchema>;
export type DriverRoute = z.infer<typeof driverRouteSchema>;
export type OfferedRoute = z.infer<typeof offeredRouteSchema>;
export type TripPool = z.infer<typeof tripPoolSchema>;

import { z } from 'zod';
import { positionSchema } from '../position.js';
import { timestamp, uuid } from '../text.js';
import { tripStatusSchema } from '../trip/trip.js';

const count = z.number().int().min(0);

/**
 * The location of a trip's driver: a frame at most once a second while a driver is assigned, and a
 * part of the snapshots of the rider and of the trip.
 */
export const driverLocationSchema = z
  .strictObject({
    tripId: uuid,
    position: positionSchema,
    headingDegrees: z.number().nullable(),
    /** The time of the measurement by the clock of the driver's phone, which may be wrong. */
    recordedAt: timestamp,
    /**
     * Time to the pickup until the driver has arrived, then to the drop-off; null if unreachable,
     * and when the location is older than 10 seconds.
     */
    etaSeconds: z.number().nullable(),
    /**
     * Seconds from the server's receipt of this location to the sending of this frame, by the
     * server's clock only. A server before this field leaves it out.
     */
    ageSeconds: z.number().min(0).optional(),
  })
  .meta({ id: 'DriverLocation' });

/**
 * How the search for a driver goes: a frame at most once every two seconds while a trip is
 * `matching`. The times are the database's, so a client counts down with its clock offset. Nothing
 * in it is personal: the viewers of a share link get it as well.
 */
export const tripSearchSchema = z
  .strictObject({
    tripId: uuid,
    /** The beginning of this search: the request, or the event that gave the trip back. */
    searchingSince: timestamp,
    /** The time at which the search is given up, as `matchingDeadline` of the trip. */
    deadline: timestamp,
    /** Number of drivers who have got an offer in this search. */
    driversAsked: count,
    /** Number of drivers who have an offer that is open now. */
    driversAsking: count,
    /**
     * Number of drivers who are free and within the reach of the matching; at most 50 are counted.
     */
    driversNear: count,
    /**
     * The earliest time at which a driver who missed an offer is asked again; null when no driver
     * waits for that.
     */
    retryAt: timestamp.nullable(),
  })
  .meta({ id: 'TripSearch' });

/** A driver on duty or on a trip, as operators see one. */
export const cityDriverSchema = z.strictObject({
  id: uuid,
  /**
   * `silent`: no sign of life for DRIVER_SILENCE_SECONDS, so the driver gets no offers. `lost`: on a
   * trip, and silent.
   */
  status: z.enum(['idle', 'offered', 'on_trip', 'silent', 'lost']),
  position: positionSchema,
  headingDegrees: z.number().nullable(),
  /** The time of the measurement by the clock of the driver's phone, which may be wrong. */
  recordedAt: timestamp,
  /**
   * Whole seconds since the server got this position, by the server's clock only; 3,600 stands for
   * an hour or more. A server before this field leaves it out.
   */
  ageSeconds: count.max(3600).optional(),
  tripId: uuid.nullable(),
});

/** The state of the city for ops, once a second. */
export const cityStateSchema = z
  .strictObject({
    /**
     * Number of trips under way by status. `offers` counts the pending ones, and `availability`
     * the drivers on duty. What has ended is left out.
     */
    trips: z.record(z.string(), count),
    offers: z.record(z.string(), count),
    availability: z.record(z.string(), count),
    /**
     * Drivers on duty or on a trip whose location is known; at most 1,000, those on trips first.
     * `GET /v1/ops/fleet` lists more.
     */
    drivers: z.array(cityDriverSchema),
    /** Trips whose driver is silent, the longest silence first; at most 100. */
    silentTrips: z.array(
      z.strictObject({
        tripId: uuid,
        driverId: uuid,
        status: tripStatusSchema,
        driverSilentSince: timestamp,
        driverLostAt: timestamp.nullable(),
      }),
    ),
    /** Number of such drivers that are not listed. */
    driversOmitted: count,
    /** Number of open streams on this process. */
    connections: count,
    /**
     * Upper bound for how long ago an event committed that this process has not read; 0 if none.
     */
    outboxLagSeconds: z.number().min(0),
    serverTime: timestamp,
  })
  .meta({ id: 'CityState' });

/**
 * Frames that are not stored and never replayed: only the latest of each type counts. Their `id` is
 * the last delivered cursor, so they do not move the cursor of a client.
 */
export const ephemeralMap = {
  'driver.location': driverLocationSchema,
  'trip.search': tripSearchSchema,
  'city.state': cityStateSchema,
} as const satisfies Record<string, z.ZodType>;

export type DriverLocation = z.infer<typeof driverLocationSchema>;
export type TripSearch = z.infer<typeof tripSearchSchema>;
export type CityState = z.infer<typeof cityStateSchema>;
export type EphemeralType = keyof typeof ephemeralMap;
export type EphemeralData<T extends EphemeralType = EphemeralType> = z.infer<
  (typeof ephemeralMap)[T]
>;

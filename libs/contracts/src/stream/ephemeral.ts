import { z } from 'zod';
import { positionSchema } from '../position.js';
import { timestamp, uuid } from '../text.js';

const count = z.number().int().min(0);

/** Where the driver of a trip is, at most once a second, while one is assigned. */
export const driverLocationSchema = z
  .strictObject({
    tripId: uuid,
    position: positionSchema,
    headingDegrees: z.number().nullable(),
    recordedAt: timestamp,
    /** To the pickup until the driver is there, then to the drop-off; null when unreachable. */
    etaSeconds: z.number().nullable(),
  })
  .meta({ id: 'DriverLocation' });

/** The city as ops sees it, once a second. */
export const cityStateSchema = z
  .strictObject({
    /** Trips by status, offers by status, drivers by availability. */
    trips: z.record(z.string(), count),
    offers: z.record(z.string(), count),
    availability: z.record(z.string(), count),
    /** Who is on duty or on a trip, and has said where; at most 1,000, those on trips first. */
    drivers: z.array(
      z.strictObject({
        id: uuid,
        /** `silent`: nothing was heard of them for DRIVER_SILENCE_SECONDS; they get no offers. */
        status: z.enum(['idle', 'offered', 'on_trip', 'silent']),
        position: positionSchema,
        headingDegrees: z.number().nullable(),
        recordedAt: timestamp,
        tripId: uuid.nullable(),
      }),
    ),
    /** How many more of them there are than are listed. */
    driversOmitted: count,
    /** Streams open on this process. */
    connections: count,
    /** At most so many seconds ago something committed that this process hasn't read; 0: nothing. */
    outboxLagSeconds: z.number().min(0),
    serverTime: timestamp,
  })
  .meta({ id: 'CityState' });

/**
 * Frames that are not stored and never replayed: of each, the latest is all there is (D6).
 * They carry the last delivered cursor as `id`, and move nobody's cursor.
 */
export const ephemeralMap = {
  'driver.location': driverLocationSchema,
  'city.state': cityStateSchema,
} as const satisfies Record<string, z.ZodType>;

export type EphemeralType = keyof typeof ephemeralMap;
export type EphemeralData<T extends EphemeralType = EphemeralType> = z.infer<
  (typeof ephemeralMap)[T]
>;

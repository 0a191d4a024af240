import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cityStateSchema, type EphemeralData } from '#contracts';
import { MAX_DRIVERS, MAX_SILENT_TRIPS } from './city-state-publisher.js';

const AT = '2026-01-01T00:00:00.000Z';
/** What a subscriber may have in its buffer (`STREAM_BUFFER_LIMIT_BYTES`). */
const BUFFER_BYTES = 256 * 1024;

const longestDriver = () => ({
  id: randomUUID(),
  status: 'on_trip' as const,
  position: { lat: -40.75123, lng: -173.98123 },
  headingDegrees: 359,
  recordedAt: AT,
  ageSeconds: 3600,
  tripId: randomUUID(),
});

const longestSilentTrip = () => ({
  tripId: randomUUID(),
  driverId: randomUUID(),
  status: 'driver_assigned' as const,
  driverSilentSince: AT,
  driverLostAt: AT,
});

describe('a frame of city.state', () => {
  it('stays below the buffer limit of a subscriber when all its lists are full', () => {
    const state: EphemeralData<'city.state'> = {
      trips: {},
      offers: {},
      availability: {},
      drivers: Array.from({ length: MAX_DRIVERS }, longestDriver),
      silentTrips: Array.from({ length: MAX_SILENT_TRIPS }, longestSilentTrip),
      driversOmitted: 1_000_000,
      connections: 1_000_000,
      outboxLagSeconds: 1_000_000,
      serverTime: AT,
    };
    expect(cityStateSchema.parse(state)).toEqual(state);
    expect(Buffer.byteLength(JSON.stringify(state))).toBeLessThan(BUFFER_BYTES - 1024);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { CityDriver, DriverStatus } from '../city-state.js';
import { countDrivers, tripsUnderWay } from './driver-status.js';

const driver = (id: string, status: DriverStatus, tripId: string | null = null): CityDriver => ({
  ...{ id, status, tripId, headingDegrees: null },
  position: { lat: 40.75, lng: -73.98 },
  recordedAt: '2026-01-01T00:00:00.000Z',
});

describe('the drivers of a frame', () => {
  it('are counted by status, and nobody is a zero', () => {
    const drivers = [driver('a', 'idle'), driver('b', 'idle'), driver('c', 'silent')];
    expect(countDrivers(drivers)).toEqual({ idle: 2, offered: 0, on_trip: 0, silent: 1 });
    expect(countDrivers([])).toEqual({ idle: 0, offered: 0, on_trip: 0, silent: 0 });
  });

  it('who are only offered a trip don’t drive it', () => {
    const drivers = [driver('a', 'on_trip', 't'), driver('b', 'offered', 'u'), driver('c', 'idle')];
    expect(tripsUnderWay(drivers)).toEqual([{ tripId: 't', driverId: 'a' }]);
  });
});

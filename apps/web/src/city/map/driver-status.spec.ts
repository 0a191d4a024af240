import { describe, expect, it } from '@jest/globals';
import type { CityDriver, DriverStatus } from '../city-state.js';
import { countDrivers, tripsUnderWay } from './driver-status.js';

const driver = (id: string, status: DriverStatus, tripId: string | null = null): CityDriver => ({
  id,
  status,
  tripId,
  headingDegrees: null,
  position: { lat: 40.75, lng: -73.98 },
  recordedAt: '2026-01-01T00:00:00.000Z',
});

describe('countDrivers', () => {
  it('drivers are counted by status, and a status without drivers is zero', () => {
    const drivers = [driver('a', 'idle'), driver('b', 'idle'), driver('c', 'silent')];
    expect(countDrivers(drivers)).toEqual({ idle: 2, offered: 0, on_trip: 0, silent: 1, lost: 0 });
    expect(countDrivers([])).toEqual({ idle: 0, offered: 0, on_trip: 0, silent: 0, lost: 0 });
  });
});

describe('tripsUnderWay', () => {
  it('a trip that is only offered is not under way', () => {
    const drivers = [driver('a', 'on_trip', 't'), driver('b', 'offered', 'u'), driver('c', 'idle')];
    expect(tripsUnderWay(drivers)).toEqual([{ tripId: 't', driverId: 'a' }]);
  });

  it('a trip with a silent driver is under way', () => {
    const drivers = [driver('a', 'lost', 't'), driver('b', 'silent', 'u')];
    expect(tripsUnderWay(drivers)).toEqual([{ tripId: 't', driverId: 'a' }]);
  });
});

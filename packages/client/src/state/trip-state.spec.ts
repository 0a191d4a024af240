import { describe, expect, it } from '@jest/globals';
import { noonPlus, sampleTrip } from '../../test/sample-trip.js';
import type { DriverLocation } from '#contracts';
import { initialTrip, reduceTrip, type TripMessage } from './trip-state.js';

const at = (seconds: number): DriverLocation => ({
  tripId: 'trip',
  position: { lat: seconds, lng: 0 },
  headingDegrees: null,
  recordedAt: noonPlus(seconds),
  etaSeconds: 60,
  ageSeconds: 1,
});

const snapshot = (driverLocation?: DriverLocation, mode?: 'reset'): TripMessage => ({
  type: 'stream.snapshot',
  data: { trip: sampleTrip('driver_assigned'), driverLocation },
  mode,
});

describe('reduceTrip', () => {
  it('the snapshot has the trip and the driver’s location at once', () => {
    const state = reduceTrip(initialTrip, snapshot(at(5)));
    expect(state).toEqual({
      trip: sampleTrip('driver_assigned'),
      driverLocation: at(5),
      search: null,
      pool: null,
    });
  });

  it('a newer location wins, except over the snapshot of another history', () => {
    const message: TripMessage = { type: 'driver.location', data: at(20) };
    const state = reduceTrip(reduceTrip(initialTrip, snapshot(at(5))), message);
    expect(reduceTrip(state, snapshot(at(10))).driverLocation).toEqual(at(20));
    expect(reduceTrip(state, snapshot(at(10), 'reset')).driverLocation).toEqual(at(10));
  });

  it('the location goes with the trip’s driver', () => {
    const state = reduceTrip(initialTrip, snapshot(at(5)));
    const trip = sampleTrip('completed', { version: 9 });
    const ended = { type: 'trip.completed', data: { trip } } as unknown as TripMessage;
    expect(reduceTrip(state, ended).driverLocation).toBeNull();
  });
});

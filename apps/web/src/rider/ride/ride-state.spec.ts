import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent, EventType, Trip } from '#contracts';
import { aTrip, noonPlus } from '../../../test/trip-sample.js';
import { evolveRide, newRide, type RideMessage, type RideState } from './ride-state.js';

const after = (...messages: RideMessage[]): RideState => messages.reduce(evolveRide, newRide);

const snapshot = (trip: Trip | null): RideMessage => ({ type: 'snapshot', trip });

const event = (type: EventType, { pin: _pin, ...trip }: Trip): RideMessage => ({
  type: 'event',
  event: { type, data: { trip } } as AnyCloudEvent,
});

const reading = (seconds: number, tripId = 'trip'): RideMessage => ({
  type: 'reading',
  reading: {
    ...{ tripId, position: { lat: seconds, lng: 0 }, headingDegrees: null },
    ...{ recordedAt: noonPlus(seconds), etaSeconds: 60 },
  },
});

describe('a ride', () => {
  it('is all there after one snapshot, PIN included', () => {
    const trip = aTrip('driver_arrived', { version: 3 });
    expect(after(snapshot(trip))).toEqual({ ...newRide, trip, isKnown: true });
  });

  it('keeps its PIN, which no event carries', () => {
    const { trip } = after(
      snapshot(aTrip('matching')),
      event('trip.driver_assigned', aTrip('driver_assigned', { version: 2 })),
    );
    expect(trip).toMatchObject({ status: 'driver_assigned', pin: '4821' });
  });

  it('never goes back, however late an answer or an event comes', () => {
    const { trip } = after(
      snapshot(aTrip('driver_arrived', { version: 3 })),
      { type: 'answer', trip: aTrip('matching', { version: 1 }) },
      event('trip.driver_assigned', aTrip('driver_assigned', { version: 2 })),
    );
    expect(trip?.status).toBe('driver_arrived');
  });

  it('is not replaced by an older one', () => {
    const old = aTrip('cancelled', { id: 'old', requestedAt: noonPlus(-900), version: 9 });
    const { trip } = after(snapshot(aTrip('matching')), event('trip.cancelled', old));
    expect(trip?.id).toBe('trip');
  });

  it('stays to be looked at when it has ended, until it is dismissed', () => {
    const ended = after(
      snapshot(aTrip('in_progress', { version: 4 })),
      event('trip.completed', aTrip('completed', { version: 5 })),
      snapshot(null),
    );
    expect(ended.trip?.status).toBe('completed');
    expect(evolveRide(ended, { type: 'dismissed' })).toEqual({ ...newRide, isKnown: true });
  });

  it('that is missing in a snapshot goes on no more', () => {
    expect(after(snapshot(aTrip('matching')), snapshot(null)).trip).toBeNull();
  });

  it('knows that a driver gave it back, until the next one has it', () => {
    const given = after(
      snapshot(aTrip('driver_assigned', { version: 2 })),
      event('trip.redispatching', aTrip('matching', { version: 3 })),
    );
    expect(given).toMatchObject({ isRedispatched: true, car: null });
    const assigned = aTrip('driver_assigned', { version: 4 });
    expect(evolveRide(given, event('trip.driver_assigned', assigned)).isRedispatched).toBe(false);
  });
});

describe('its car', () => {
  it('is where the latest reading says', () => {
    const { car } = after(snapshot(aTrip('driver_assigned')), reading(20), reading(10));
    expect(car?.position.lat).toBe(20);
  });

  it('is none while there is no driver, none of another trip, none after the end', () => {
    expect(after(snapshot(aTrip('matching')), reading(1)).car).toBeNull();
    expect(after(snapshot(aTrip('driver_assigned')), reading(1, 'other')).car).toBeNull();
    const ended = event('trip.completed', aTrip('completed', { version: 5 }));
    expect(after(snapshot(aTrip('in_progress')), reading(1), ended).car).toBeNull();
  });
});

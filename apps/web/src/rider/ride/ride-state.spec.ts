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
    tripId,
    position: { lat: seconds, lng: 0 },
    headingDegrees: null,
    recordedAt: noonPlus(seconds),
    etaSeconds: 60,
  },
});

describe('evolveRide', () => {
  it('one snapshot gives the whole ride, PIN included', () => {
    const trip = aTrip('driver_arrived', { version: 3 });
    expect(after(snapshot(trip))).toEqual({ ...newRide, trip, isKnown: true });
  });

  it('a ride keeps its PIN, which no event contains', () => {
    const { trip } = after(
      snapshot(aTrip('matching')),
      event('trip.driver_assigned', aTrip('driver_assigned', { version: 2 })),
    );
    expect(trip).toMatchObject({ status: 'driver_assigned', pin: '4821' });
  });

  it('a ride that lost its driver has no PIN until an answer brings the new one', () => {
    const lost = [
      snapshot(aTrip('driver_assigned', { version: 2 })),
      event('trip.redispatching', aTrip('matching', { version: 3 })),
    ];
    expect(after(...lost).trip).not.toHaveProperty('pin');
    const answer: RideMessage = {
      type: 'answer',
      trip: { ...aTrip('matching', { version: 3 }), pin: '7350' },
    };
    const assigned = event('trip.driver_assigned', aTrip('driver_assigned', { version: 4 }));
    expect(after(...lost, answer, assigned).trip?.pin).toBe('7350');
  });

  it('a late answer or event does not move a ride back', () => {
    const { trip } = after(
      snapshot(aTrip('driver_arrived', { version: 3 })),
      { type: 'answer', trip: aTrip('matching', { version: 1 }) },
      event('trip.driver_assigned', aTrip('driver_assigned', { version: 2 })),
    );
    expect(trip?.status).toBe('driver_arrived');
  });

  it('an older ride does not replace the present one', () => {
    const old = aTrip('cancelled', { id: 'old', requestedAt: noonPlus(-900), version: 9 });
    const { trip } = after(snapshot(aTrip('matching')), event('trip.cancelled', old));
    expect(trip?.id).toBe('trip');
  });

  it('a ride that has ended stays until the rider dismisses it', () => {
    const ended = after(
      snapshot(aTrip('in_progress', { version: 4 })),
      event('trip.completed', aTrip('completed', { version: 5 })),
      snapshot(null),
    );
    expect(ended.trip?.status).toBe('completed');
    expect(evolveRide(ended, { type: 'dismissed' })).toEqual({ ...newRide, isKnown: true });
  });

  it('a ride that is missing in a snapshot has ended', () => {
    expect(after(snapshot(aTrip('matching')), snapshot(null)).trip).toBeNull();
  });

  it('a ride that a driver gave back is marked until the next driver has it', () => {
    const given = after(
      snapshot(aTrip('driver_assigned', { version: 2 })),
      event('trip.redispatching', aTrip('matching', { version: 3 })),
    );
    expect(given).toMatchObject({ isRedispatched: true, car: null });
    const assigned = aTrip('driver_assigned', { version: 4 });
    expect(evolveRide(given, event('trip.driver_assigned', assigned)).isRedispatched).toBe(false);
  });
});

describe('the car of a ride', () => {
  it('the car is at its latest location', () => {
    const { car } = after(snapshot(aTrip('driver_assigned')), reading(20), reading(10));
    expect(car?.position.lat).toBe(20);
  });

  it('a ride has no car without a driver, from another trip, or after its end', () => {
    expect(after(snapshot(aTrip('matching')), reading(1)).car).toBeNull();
    expect(after(snapshot(aTrip('driver_assigned')), reading(1, 'other')).car).toBeNull();
    const ended = event('trip.completed', aTrip('completed', { version: 5 }));
    expect(after(snapshot(aTrip('in_progress')), reading(1), ended).car).toBeNull();
  });
});

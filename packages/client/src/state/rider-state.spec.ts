import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent, DriverLocation, EventType, Trip } from '#contracts';
import { noonPlus, sampleTrip } from '../../test/sample-trip.js';
import { initialRider, reduceRider, type RiderMessage, type RiderState } from './rider-state.js';

const after = (...messages: RiderMessage[]): RiderState =>
  messages.reduce(reduceRider, initialRider);

const snapshot = (trip: Trip | null, driverLocation?: DriverLocation): RiderMessage => ({
  type: 'stream.snapshot',
  data: { trip, driverLocation },
});

const event = (type: EventType, { pin: _pin, ...trip }: Trip): RiderMessage =>
  ({
    type,
    data: { trip },
  }) as AnyCloudEvent as RiderMessage;

const at = (seconds: number, tripId = 'trip'): DriverLocation => ({
  tripId,
  position: { lat: seconds, lng: 0 },
  headingDegrees: null,
  recordedAt: noonPlus(seconds),
  etaSeconds: 60,
  ageSeconds: 1,
});

const location = (seconds: number, tripId?: string): RiderMessage => ({
  type: 'driver.location',
  data: at(seconds, tripId),
});

const search = (tripId = 'trip'): RiderMessage => ({
  type: 'trip.search',
  data: {
    tripId,
    searchingSince: noonPlus(0),
    deadline: noonPlus(300),
    driversAsked: 2,
    driversAsking: 1,
    driversNear: 4,
    retryAt: null,
  },
});

describe('reduceRider', () => {
  it('one snapshot gives the whole ride, PIN included', () => {
    const trip = sampleTrip('driver_arrived', { version: 3 });
    expect(after(snapshot(trip))).toEqual({ ...initialRider, trip, isKnown: true });
  });

  it('a trip keeps its PIN, which no event contains', () => {
    const { trip } = after(
      snapshot(sampleTrip('matching')),
      event('trip.driver_assigned', sampleTrip('driver_assigned', { version: 2 })),
    );
    expect(trip).toMatchObject({ status: 'driver_assigned', pin: '4821' });
  });

  it('a trip that lost its driver has no PIN until an answer brings the new one', () => {
    const lost = [
      snapshot(sampleTrip('driver_assigned', { version: 2 })),
      event('trip.redispatching', sampleTrip('matching', { version: 3 })),
    ];
    expect(after(...lost).trip).not.toHaveProperty('pin');
    const answer: RiderMessage = {
      type: 'answer',
      trip: { ...sampleTrip('matching', { version: 3 }), pin: '7350' },
    };
    const assigned = event('trip.driver_assigned', sampleTrip('driver_assigned', { version: 4 }));
    expect(after(...lost, answer, assigned).trip?.pin).toBe('7350');
  });

  it('a late answer or event does not move a trip back', () => {
    const { trip } = after(
      snapshot(sampleTrip('driver_arrived', { version: 3 })),
      { type: 'answer', trip: sampleTrip('matching', { version: 1 }) },
      event('trip.driver_assigned', sampleTrip('driver_assigned', { version: 2 })),
    );
    expect(trip?.status).toBe('driver_arrived');
  });

  it('an older ride does not replace the present one', () => {
    const old = sampleTrip('cancelled', { id: 'old', requestedAt: noonPlus(-900), version: 9 });
    const { trip } = after(snapshot(sampleTrip('matching')), event('trip.cancelled', old));
    expect(trip?.id).toBe('trip');
  });

  it('a trip that has ended stays until the rider dismisses it', () => {
    const ended = after(
      snapshot(sampleTrip('in_progress', { version: 4 })),
      event('trip.completed', sampleTrip('completed', { version: 5 })),
      snapshot(null),
    );
    expect(ended.trip?.status).toBe('completed');
    expect(reduceRider(ended, { type: 'dismissed' })).toEqual({ ...initialRider, isKnown: true });
  });

  it('a trip that is missing in a snapshot has ended', () => {
    expect(after(snapshot(sampleTrip('matching')), snapshot(null)).trip).toBeNull();
  });

  it('a trip that a driver gave back is marked until the next driver has it', () => {
    const given = after(
      snapshot(sampleTrip('driver_assigned', { version: 2 })),
      event('trip.redispatching', sampleTrip('matching', { version: 3 })),
    );
    expect(given).toMatchObject({ isRedispatched: true, driverLocation: null });
    expect(given.redispatch?.driver).not.toBeNull();
    const assigned = sampleTrip('driver_assigned', { version: 4 });
    expect(reduceRider(given, event('trip.driver_assigned', assigned)).isRedispatched).toBe(false);
  });
});

describe('the location of a trip’s driver', () => {
  it('the driver is at the latest location', () => {
    const { driverLocation } = after(
      snapshot(sampleTrip('driver_assigned')),
      location(20),
      location(10),
    );
    expect(driverLocation?.position.lat).toBe(20);
  });

  it('a trip has no driver’s location without a driver, from another trip, or after its end', () => {
    expect(after(snapshot(sampleTrip('matching')), location(1)).driverLocation).toBeNull();
    expect(
      after(snapshot(sampleTrip('driver_assigned')), location(1, 'other')).driverLocation,
    ).toBeNull();
    const ended = event('trip.completed', sampleTrip('completed', { version: 5 }));
    expect(
      after(snapshot(sampleTrip('in_progress')), location(1), ended).driverLocation,
    ).toBeNull();
  });

  it('the snapshot has the location at once', () => {
    const { driverLocation } = after(snapshot(sampleTrip('driver_assigned'), at(5)));
    expect(driverLocation).toEqual(at(5));
  });

  it('a snapshot does not move the driver back, unless it is one of another history', () => {
    const assigned = sampleTrip('driver_assigned');
    const known = after(snapshot(assigned), location(20), snapshot(assigned, at(10)));
    expect(known.driverLocation).toEqual(at(20));
    const reset = { ...snapshot(assigned, at(10)), mode: 'reset' } as RiderMessage;
    expect(reduceRider(known, reset).driverLocation).toEqual(at(10));
  });

  it('a snapshot of an older server leaves the known location', () => {
    const assigned = sampleTrip('driver_assigned');
    expect(after(snapshot(assigned), location(3), snapshot(assigned)).driverLocation).toEqual(
      at(3),
    );
  });

  it('a snapshot that is older than an answer does not bring the location of its driver', () => {
    const answer: RiderMessage = { type: 'answer', trip: sampleTrip('cancelled', { version: 9 }) };
    const { driverLocation } = after(
      answer,
      snapshot(sampleTrip('driver_assigned', { version: 2 }), at(1)),
    );
    expect(driverLocation).toBeNull();
  });

  it('shows how the search goes, and forgets it when a driver is assigned', () => {
    const searching = after(snapshot(sampleTrip('matching')), search());
    expect(searching.search).toMatchObject({ driversAsked: 2 });
    expect(reduceRider(searching, snapshot(sampleTrip('matching'))).search).not.toBeNull();
    const assigned = event('trip.driver_assigned', sampleTrip('driver_assigned', { version: 2 }));
    expect(reduceRider(searching, assigned).search).toBeNull();
  });

  it('leaves out the search of another trip, and one that comes after its end', () => {
    expect(after(snapshot(sampleTrip('matching')), search('other')).search).toBeNull();
    expect(after(snapshot(sampleTrip('driver_assigned')), search()).search).toBeNull();
  });
});

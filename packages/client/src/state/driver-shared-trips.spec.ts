import { describe, expect, it } from '@jest/globals';
import type { DriverRoute, RouteStop, Trip } from '#contracts';
import { sampleTrip } from '../../test/sample-trip.js';
import {
  initialDriver,
  reduceDriver,
  type DriverMessage,
  type DriverState,
} from './driver-state.js';

const trip = (id: string, overrides: Partial<Trip> = {}): Trip => ({
  ...sampleTrip('driver_assigned'),
  id,
  shared: true,
  ...overrides,
});

const stop = (tripId: string, kind: RouteStop['kind']): RouteStop => ({
  tripId,
  kind,
  position: { lat: 0, lng: 0 },
  name: null,
  arrivesAt: '2026-11-21T12:00:00.000Z',
});

const event = (type: string, data: object) => ({ type, data }) as unknown as DriverMessage;
const changed = (version: number, ...stops: RouteStop[]) =>
  event('driver.route_changed', { route: { version, stops } satisfies DriverRoute });

const reduceAll = (messages: readonly DriverMessage[], from: DriverState = initialDriver) =>
  messages.reduce((state, message) => reduceDriver(state, message), from);

const both = reduceAll([
  event('trip.driver_assigned', { trip: trip('ada') }),
  changed(1, stop('ada', 'pickup'), stop('ada', 'dropoff')),
  event('trip.driver_assigned', { trip: trip('bob') }),
  changed(2, stop('bob', 'pickup'), stop('ada', 'pickup'), stop('bob', 'dropoff')),
]);

describe('reduceDriver with shared trips', () => {
  it('the trip under way is that of the next stop', () => {
    expect(both.trips.map(({ id }) => id)).toEqual(['ada', 'bob']);
    expect(both.trip?.id).toBe('bob');
    expect(reduceDriver(both, changed(3, stop('ada', 'pickup'))).trip?.id).toBe('ada');
  });

  it('a route with a lower version than the known one changes nothing', () => {
    expect(reduceDriver(both, changed(1, stop('ada', 'pickup')))).toBe(both);
  });

  it('the end of one trip keeps the other', () => {
    const ended = trip('bob', { version: 9, status: 'cancelled' });
    const left = reduceDriver(both, event('trip.cancelled', { trip: ended }));
    expect(left).toMatchObject({ trip: { id: 'ada' }, trips: [{ id: 'ada' }] });
    expect(left.ending).toMatchObject({ about: 'trip', trip: { id: 'bob' } });
  });

  it('a late answer about a trip that has ended does not bring it back', () => {
    const ended = trip('bob', { version: 9, status: 'completed' });
    const messages = [
      event('trip.completed', { trip: ended }),
      event('trip.driver_arrived', { trip: trip('ada', { version: 9 }) }),
      { type: 'answer', trip: trip('bob', { version: 8, status: 'in_progress' }) } as const,
    ];
    expect(reduceAll(messages, both).trips.map(({ id }) => id)).toEqual(['ada']);
  });

  it('a route without stops is no route', () => {
    expect(reduceDriver(both, changed(3)).route).toBeNull();
  });

  it('the snapshot replaces the trips and the route, and one of an earlier server has one trip', () => {
    const base = { availability: 'online', offer: null } as const;
    const data = { ...base, trip: trip('cy'), trips: [trip('cy'), trip('dee')], route: null };
    const state = reduceDriver(both, { type: 'stream.snapshot', data });
    expect(state).toMatchObject({ trip: { id: 'cy' }, route: null });
    expect(state.trips).toHaveLength(2);
    const earlier = { type: 'stream.snapshot', data: { ...base, trip: trip('cy') } } as const;
    expect(reduceDriver(both, earlier).trips.map(({ id }) => id)).toEqual(['cy']);
  });
});

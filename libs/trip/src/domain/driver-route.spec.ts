import { describe, expect, it } from '@jest/globals';
import type { RouteStop } from '#contracts';
import { NOON, aTrip, commands, noonPlus } from '../../test/trip-builder.js';
import { decide } from './decide.js';
import {
  emptyRoute,
  poolChanges,
  poolOf,
  retime,
  routeAfter,
  type DriverRouteState,
} from './driver-route.js';
import { applyEvents, type TripStep } from './trip-change.js';

const ADA = aTrip('driver_arrived').id;
const BOB = '01890000-0000-7000-8000-000000000002';

const stop = (tripId: string, kind: RouteStop['kind'], lat: number): RouteStop => ({
  tripId,
  kind,
  position: { lat, lng: 0 },
  name: null,
  arrivesAt: noonPlus(lat).toISOString(),
});

const ride = (tripId: string, seat: number) => ({
  tripId,
  riderId: `rider of ${tripId}`,
  seat,
  directSeconds: 600,
  maxDetourSeconds: 300,
  latestPickupAt: noonPlus(600).toISOString(),
  pickedUpAt: null,
});

const route: DriverRouteState = {
  driverId: 'driver',
  version: 4,
  rides: [ride(ADA, 1), ride(BOB, 2)],
  stops: [
    stop(ADA, 'pickup', 10),
    stop(BOB, 'pickup', 20),
    stop(ADA, 'dropoff', 30),
    stop(BOB, 'dropoff', 40),
  ],
};

/** The step that follows from a command to the trip of Ada. */
const stepOf = (type: 'start' | 'cancel_by_driver' | 'no_show' | 'report_silence'): TripStep => {
  const trip = aTrip('driver_arrived');
  const [step] = applyEvents(trip, decide(commands[type], trip)).steps;
  if (!step) throw new Error(`${type} has no event.`);
  return step;
};

const kindsOf = (next: DriverRouteState | undefined) =>
  next?.stops.map(({ tripId, kind }) => `${tripId === ADA ? 'ada' : 'bob'} ${kind}`);

describe('the route of a driver', () => {
  it('the start of a trip makes its pickup', () => {
    const next = routeAfter(route, stepOf('start'));
    expect(kindsOf(next)).toEqual(['bob pickup', 'ada dropoff', 'bob dropoff']);
    expect(next?.version).toBe(5);
    expect(next?.rides[0]?.pickedUpAt).toBe(commands.start.at.toISOString());
  });

  it.each(['cancel_by_driver', 'no_show'] as const)(
    'the stops of a trip leave the route after the command %s',
    (command) => {
      const next = routeAfter(route, stepOf(command));
      expect(kindsOf(next)).toEqual(['bob pickup', 'bob dropoff']);
      expect(next?.rides.map(({ tripId }) => tripId)).toEqual([BOB]);
    },
  );

  it('the silence of the driver leaves the route as it is', () => {
    expect(routeAfter(route, stepOf('report_silence'))).toBeUndefined();
  });

  it('the arrivals are those of a car that leaves now, and a leg without a road keeps its own', () => {
    const travel = () => 7;
    const from = { lat: 0, lng: 0 };
    const timed = retime(route.stops.slice(0, 2), { at: NOON, from }, travel);
    expect(timed.map(({ arrivesAt }) => arrivesAt)).toEqual(
      [7, 14].map((seconds) => noonPlus(seconds).toISOString()),
    );
    const unknown = retime(route.stops.slice(0, 2), { at: NOON, from: null }, travel);
    expect(unknown.map(({ arrivesAt }) => arrivesAt)).toEqual(
      [10, 17].map((seconds) => noonPlus(seconds).toISOString()),
    );
  });

  it('a rider knows how many others there are and how many stops come before', () => {
    expect(poolOf(route, BOB)).toEqual({
      others: 1,
      stopsBefore: 1,
      pickupAt: noonPlus(20).toISOString(),
      dropoffAt: noonPlus(40).toISOString(),
    });
    expect(poolOf(route, 'another trip')).toBeNull();
  });

  it('riders hear of others when they come and when the last one leaves, and no rider alone does', () => {
    const alone = { ...route, rides: [ride(ADA, 1)], stops: [route.stops[0]!, route.stops[2]!] };
    const toldBy = (before: DriverRouteState, after: DriverRouteState) =>
      poolChanges(before, after).map(({ tripId, pool }) => [tripId, pool.others]);
    expect(toldBy(emptyRoute('driver'), alone)).toEqual([]);
    expect(toldBy(alone, route)).toEqual([
      [ADA, 1],
      [BOB, 1],
    ]);
    expect(toldBy(route, alone)).toEqual([[ADA, 0]]);
    expect(poolChanges(alone, route)[0]?.streams).toEqual([`rider/rider of ${ADA}`, `trip/${ADA}`]);
  });
});

describe('a command for a stop', () => {
  it.each(['arrive', 'start', 'complete'] as const)(
    'the command %s is refused with the next stop unless its stop is the next one',
    (type) => {
      const statuses = { arrive: 'driver_assigned', start: 'driver_arrived' } as const;
      const trip = aTrip(type === 'complete' ? 'in_progress' : statuses[type]);
      const kind = type === 'complete' ? 'dropoff' : 'pickup';
      const other = { tripId: BOB, kind: 'pickup' } as const;
      expect(() => decide({ ...commands[type], nextStop: other }, trip)).toThrow(
        expect.objectContaining({ code: 'STOP_OUT_OF_ORDER', extension: { nextStop: other } }),
      );
      const own = { tripId: trip.id, kind } as const;
      expect(decide({ ...commands[type], nextStop: own }, trip)).toHaveLength(1);
      expect(decide({ ...commands[type], nextStop: null }, trip)).toHaveLength(1);
    },
  );
});

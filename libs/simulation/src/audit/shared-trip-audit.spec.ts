import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent, RouteStop } from '#contracts';
import type { HistoryRow } from './history-reader.js';
import { auditSharedTrips } from './shared-trip-audit.js';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');
const timeAt = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();

/** Every ride without others takes 100 seconds, and 60 more are agreed. */
const rules = { directSeconds: () => 100, maxDetourSeconds: 60 };

const tripOf = (id: string, shared = true) => ({ id, riderId: `rider of ${id}`, shared });

type Step = [type: string, data: object];

const assigned = (id: string, shared = true): Step => [
  'trip.driver_assigned',
  { trip: tripOf(id, shared) },
];
const step = (type: string, id: string): Step => [type, { trip: tripOf(id) }];
const stop = (tripId: string, kind: RouteStop['kind'], seconds: number) => ({
  tripId,
  kind,
  arrivesAt: timeAt(seconds),
});
const route = (...stops: ReturnType<typeof stop>[]): Step => [
  'driver.route_changed',
  { route: { version: 1, stops } },
];

const BOTH = [
  stop('a', 'pickup', 10),
  stop('b', 'pickup', 50),
  stop('b', 'dropoff', 120),
  stop('a', 'dropoff', 160),
];

/** The rows of one stream; those of the trips have the events, as the tables give them. */
const rowsOf = (stream: string, steps: readonly Step[]): HistoryRow[] =>
  steps.flatMap(([type, data], index) => {
    const id = `${stream} ${index}`;
    const event = { id, type, time: timeAt(index), data } as unknown as AnyCloudEvent;
    const row = { seq: index + 1, id, type };
    return [
      { ...row, stream, event: null },
      { ...row, stream: 'trip/any', event },
    ];
  });

const faultsOf = (steps: readonly Step[], stream = 'driver/d') => {
  const { faults } = auditSharedTrips(rowsOf(stream, steps), rules);
  return Object.entries(faults).flatMap(([name, count]) => (count > 0 ? [name] : []));
};

const TAKEN = [
  assigned('a'),
  route(stop('a', 'pickup', 10), stop('a', 'dropoff', 110)),
  assigned('b'),
  route(...BOTH),
];

describe('auditSharedTrips', () => {
  it('two shared trips whose stops are made in their order have no fault', () => {
    const steps = [
      ...TAKEN,
      step('trip.driver_arrived', 'a'),
      step('trip.started', 'a'),
      route(...BOTH.slice(1)),
    ];
    expect(faultsOf(steps)).toEqual([]);
    expect(auditSharedTrips(rowsOf('driver/d', steps), rules)).toMatchObject({
      taken: 2,
      joined: 1,
    });
  });

  it.each<[string, Step[]]>([
    ['mixed', [...TAKEN, assigned('c', false)]],
    ['outOfOrder', [...TAKEN, step('trip.driver_arrived', 'b')]],
    ['outOfOrder', [...TAKEN, step('trip.completed', 'a')]],
    ['routeDiffers', [...TAKEN, step('trip.cancelled', 'b'), route(...BOTH)]],
    ['detour', [...TAKEN.slice(0, 3), route(...BOTH.slice(0, 3), stop('a', 'dropoff', 190))]],
  ])('the fault %s is found', (fault, steps) => {
    expect(faultsOf(steps)).toContain(fault);
  });

  it('an event of another rider on a rider’s stream is found', () => {
    expect(faultsOf([step('trip.started', 'a')], 'rider/rider of b')).toEqual(['foreign']);
    expect(faultsOf([step('trip.started', 'a')], 'rider/rider of a')).toEqual([]);
    expect(faultsOf([route()], 'rider/rider of a')).toEqual(['foreign']);
  });
});

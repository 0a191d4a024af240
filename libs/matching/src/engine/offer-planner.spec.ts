import { describe, expect, it } from '@jest/globals';
import { createPolicy, type DispatchPolicy } from '#dispatch';
import { TravelEstimator, generateGrid } from '#geo';
import { Metrics, RowIsolation, Settings } from '#platform';
import { createIdleSupply } from '../../test/idle-supply.js';
import { BatchMaker } from './batch-maker.js';
import { OfferPlanner } from './offer-planner.js';
import type { MatchingWindow } from './window-reader.js';

const estimator = new TravelEstimator(generateGrid());
const nearest = createPolicy('nearest', estimator.times);
const position = { lat: 40.7549, lng: -73.984 };
const idOf = (index: number) => `trip-${String(index).padStart(4, '0')}`;

/** A policy that throws when one of these trips is in the batch, and counts its decisions. */
function aPlanner(broken: readonly string[]) {
  const metrics = new Metrics();
  const calls: number[] = [];
  const policy: DispatchPolicy = {
    ...nearest,
    decide: (batch) => {
      calls.push(batch.requests.length);
      if (batch.requests.some(({ tripId }) => broken.includes(tripId))) throw new Error('Broken');
      return nearest.decide(batch);
    },
  };
  const settings = Settings.from({});
  const batches = new BatchMaker(estimator, settings, new RowIsolation(metrics), policy);
  return { planner: new OfferPlanner(batches, estimator, metrics, policy), calls, metrics };
}

/** The members of a trip that a decision reads. */
const aWaitingTrip = (id: string) =>
  ({
    id,
    pickup: position,
    dropoff: { lat: 40.76, lng: -73.97 },
    requestedAt: new Date(),
    durationSeconds: 600,
    excludedDriverIds: [],
  }) as unknown as MatchingWindow['trips'][number];

const aWindow = (count: number, drivers = count): MatchingWindow => ({
  trips: Array.from({ length: count }, (_, index) => aWaitingTrip(idOf(index))),
  idle: createIdleSupply(
    Array.from({ length: drivers }, (_, index) => [`driver-${index}`, position] as const),
  ),
  taken: new Set(),
  riding: [],
  cars: [],
  excluded: new Map(),
  at: new Date(),
});

describe('OfferPlanner', () => {
  it('decides on a window without an error at once', () => {
    const { planner, calls } = aPlanner([]);
    expect(planner.plan(aWindow(20))).toHaveLength(20);
    expect(calls).toEqual([20]);
  });

  it.each([0, 7, 19])(
    'isolates the trip %i whose decision fails, and plans all others',
    (index) => {
      const { planner } = aPlanner([idOf(index)]);
      const planned = planner.plan(aWindow(20)).map(({ tripId }) => tripId);
      expect(planned).toHaveLength(19);
      expect(planned).not.toContain(idOf(index));
    },
  );

  it('gives no driver to two trips when it decides on parts of a window', () => {
    const { planner } = aPlanner([idOf(3)]);
    const drivers = planner.plan(aWindow(20, 8)).flatMap((plan) => plan.drivers);
    expect(new Set(drivers.map(({ driverId }) => driverId)).size).toBe(8);
    expect(drivers).toHaveLength(8);
  });

  it('counts an isolated trip once, and leaves it out of the next windows', async () => {
    const { planner, calls, metrics } = aPlanner([idOf(3)]);
    planner.plan(aWindow(20));
    const { values } = await metrics.isolatedRows.get();
    expect(values).toMatchObject([{ labels: { where: 'match' }, value: 1 }]);
    calls.length = 0;
    expect(planner.plan(aWindow(20))).toHaveLength(19);
    expect(calls).toEqual([19]);
  });

  it('finds one of a thousand trips with a few decisions', () => {
    const { planner, calls } = aPlanner([idOf(500)]);
    expect(planner.plan(aWindow(1000))).toHaveLength(999);
    expect(calls.length).toBeLessThan(25);
  });

  it('bounds the decisions of a window when all of them fail', () => {
    const all = Array.from({ length: 1000 }, (_, index) => idOf(index));
    const { planner, calls } = aPlanner(all);
    expect(planner.plan(aWindow(1000))).toEqual([]);
    expect(calls.length).toBeLessThanOrEqual(64);
  });

  it('isolates a trip whose own row is broken', () => {
    const window = aWindow(3);
    const [first] = window.trips;
    Object.assign(first ?? {}, { pickup: null });
    const planned = aPlanner([]).planner.plan(window);
    expect(planned.map(({ tripId }) => tripId)).toEqual([idOf(1), idOf(2)]);
  });
});

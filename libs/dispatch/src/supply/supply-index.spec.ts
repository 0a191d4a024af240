import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelEstimator, generateGrid } from '#geo';
import { createRoadBatch } from './road-batch.js';
import { SupplyIndex } from './supply-index.js';

const grid = generateGrid({ rows: 12, columns: 8 });
const estimator = new TravelEstimator(grid);

/** Junctions, positions between them, and some in another town. */
const positions = fc.oneof(
  { weight: 3, arbitrary: fc.nat(grid.nodeCount - 1).map((node) => grid.position(node)) },
  {
    weight: 1,
    arbitrary: fc.record({
      lat: fc.double({ min: 40.6, max: 40.9, noNaN: true }),
      lng: fc.double({ min: -74.1, max: -73.8, noNaN: true }),
    }),
  },
);

const driverId = fc.constantFrom('ann', 'Bob', 'cid', 'dee', 'Ève', 'fay');

/** Operations on a supply: put or remove a driver, snap all of them, or retain some. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(fc.constant('put' as const), driverId, positions, fc.nat(90)),
    },
    { weight: 2, arbitrary: fc.tuple(fc.constant('remove' as const), driverId) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('snap' as const)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('retain' as const), fc.uniqueArray(driverId)) },
  ),
  { maxLength: 40 },
);

type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never;
type Known = Map<string, { position: { lat: number; lng: number }; busySeconds: number }>;

function follow(taken: Iterable<Step>): { supply: SupplyIndex; known: Known } {
  const supply = new SupplyIndex(estimator);
  const known: Known = new Map();
  for (const step of taken) {
    if (step[0] === 'put') {
      const [, id, position, busySeconds] = step;
      supply.put(id, { position, busySeconds });
      known.set(id, { position, busySeconds });
    } else if (step[0] === 'remove') {
      supply.remove(step[1]);
      known.delete(step[1]);
    } else if (step[0] === 'retain') {
      supply.retain(new Set(step[1]));
      for (const id of known.keys()) if (!step[1].some((kept) => kept === id)) known.delete(id);
    } else supply.snapAll();
  }
  return { supply, known };
}

describe('SupplyIndex', () => {
  it('the index lists exactly the drivers that were put and not removed, by id', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const { supply, known } = follow(taken);
        const expected = [...known].map(([id, { busySeconds }]) => ({ driverId: id, busySeconds }));
        expected.sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
        expect(supply.listDrivers()).toMatchObject(expected);
        expect(supply.size).toBe(known.size);
        for (const [i, driver] of expected.entries()) {
          expect(supply.indexOf(driver.driverId)).toBe(i);
        }
        expect(supply.indexOf('nobody')).toBeUndefined();
      }),
    );
  });

  const rider = { tripId: 't', waitingSeconds: 0, tripSeconds: 0 };

  it('pickup times equal a scan of all drivers at their present positions', () => {
    fc.assert(
      fc.property(steps, positions, fc.nat(900), (taken, pickup, reachSeconds) => {
        const { supply, known } = follow(taken);
        const requests = [{ ...rider, pickup }];
        const { pickups } = createRoadBatch({ requests, supply, estimator, reachSeconds });
        const seconds = new Float32Array(supply.size);
        pickups.fill(0, seconds);
        supply.listDrivers().forEach(({ driverId: id, busySeconds }, i) => {
          const arrival = estimator.estimate(known.get(id)!.position, pickup).durationSeconds;
          const expected = arrival + busySeconds > reachSeconds ? Infinity : arrival + busySeconds;
          expect(seconds[i]).toBeCloseTo(expected, 2);
        });
      }),
    );
  });

  it('the nearest drivers equal those of a scan of all drivers', () => {
    fc.assert(
      fc.property(steps, positions, fc.nat(7), (taken, pickup, count) => {
        const { supply } = follow(taken);
        const requests = [{ ...rider, pickup }];
        const { pickups } = createRoadBatch({ requests, supply, estimator, reachSeconds: 600 });
        const all = new Float32Array(supply.size);
        pickups.fill(0, all);
        const soonest = [...all].filter((each) => each < Infinity).sort((a, b) => a - b);
        const { drivers, seconds } = pickups.findNearest(0, count);
        expect(seconds.map(Math.fround)).toEqual(soonest.slice(0, count));
        drivers.forEach((driver, i) => {
          expect(all[driver]).toBe(Math.fround(seconds[i]!));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('a driver who is excluded from a trip can be paired with other trips only', () => {
    const { supply } = follow([]);
    const pickup = grid.position(0);
    for (const id of ['ann', 'Bob']) supply.put(id, { position: pickup });
    const requests = [
      { ...rider, waitingSeconds: 9, pickup, excluded: ['ann', 'gone'] },
      { ...rider, pickup },
    ];
    const { pickups } = createRoadBatch({ requests, supply, estimator, reachSeconds: 60 });
    expect(pickups.findNearest(0, 5).drivers).toEqual([supply.indexOf('Bob')]);
    expect(pickups.findNearest(1, 5).drivers).toEqual([0, 1]);
    const seconds = new Float32Array(2);
    pickups.fill(0, seconds);
    expect(seconds[supply.indexOf('ann')!]).toBe(Infinity);
  });

  it('the index grows with the number of drivers', () => {
    const { supply } = follow([]);
    for (let i = 0; i < 500; i++) supply.put(`d${i}`, { position: grid.position(i % 96) });
    expect(supply.snapAll().length).toBe(500);
    for (let i = 0; i < 500; i += 2) supply.remove(`d${i}`);
    expect(supply.listDrivers().every(({ driverId: id }) => Number(id.slice(1)) % 2 === 1)).toBe(
      true,
    );
  });
});

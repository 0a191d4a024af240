import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Position } from '#contracts';
import { TravelEstimator, generateGrid } from '#geo';
import { createRoadBatch } from './road-batch.js';
import { NearestSupply } from './nearest-supply.js';
import { SupplyIndex } from './supply-index.js';

const grid = generateGrid({ rows: 12, columns: 8 });
const estimator = new TravelEstimator(grid);
const rider = { tripId: 't', waitingSeconds: 0, tripSeconds: 0 };

/** Junctions, positions around them on and off the map, and positions far from them. */
const positions = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      lat: fc.double({ min: 40.73, max: 40.79, noNaN: true }),
      lng: fc.double({ min: -74.01, max: -73.95, noNaN: true }),
    }),
  },
  { weight: 3, arbitrary: fc.nat(grid.nodeCount - 1).map((node) => grid.position(node)) },
  {
    weight: 1,
    arbitrary: fc.record({
      lat: fc.double({ min: 40.6, max: 40.9, noNaN: true }),
      lng: fc.double({ min: -74.1, max: -73.8, noNaN: true }),
    }),
  },
);
const driverIds = fc.nat(120).map((id) => `d${id}`);
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant('put' as const), driverIds, positions) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('remove' as const), driverIds) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('clear' as const)) },
  ),
  { maxLength: 200 },
);

describe('NearestSupply', () => {
  it('the soonest arrival is the least of those of all drivers after any changes, and the count is theirs', () => {
    fc.assert(
      fc.property(steps, positions, fc.nat(900), (taken, pickup, reachSeconds) => {
        const nearest = new NearestSupply(estimator);
        const supply = new SupplyIndex(estimator);
        for (const step of taken) {
          if (step[0] === 'put') {
            nearest.put(step[1], step[2]);
            supply.put(step[1], { position: step[2] });
          } else if (step[0] === 'remove') {
            nearest.remove(step[1]);
            supply.remove(step[1]);
          } else {
            nearest.clear();
            supply.retain(new Set());
          }
        }
        expect(nearest.size).toBe(supply.size);
        const requests = [{ ...rider, pickup }];
        const { pickups } = createRoadBatch({ requests, supply, estimator, reachSeconds });
        const all = new Float32Array(supply.size);
        pickups.fill(0, all);
        const soonest = Math.min(...all);
        const expected = soonest === Infinity ? null : soonest;
        expect(nearest.findSoonest(pickup, reachSeconds)).toBe(expected);
        const near = all.filter((seconds) => seconds <= reachSeconds).length;
        expect(nearest.countWithin(pickup, reachSeconds, 1000)).toBe(near);
        expect(nearest.countWithin(pickup, reachSeconds, 3)).toBe(Math.min(near, 3));
      }),
    );
  });

  /** Counts the drivers whose time a question computes, and the junctions that it settles. */
  function countVisits(drivers: readonly Position[], pickup: Position): [number, number] {
    let [visits, junctions] = [0, 0];
    const supply = new NearestSupply({
      snapOnce: (position) => estimator.snapOnce(position),
      offMapReachMeters: (seconds) => estimator.offMapReachMeters(seconds),
      prepareOutwards: (position) => {
        const travel = estimator.prepareOutwards(position);
        return {
          isOffMap: travel.isOffMap,
          nodeSeconds: (node) => travel.nodeSeconds(node),
          nextNode: () => {
            junctions += 1;
            return travel.nextNode();
          },
          secondsFrom: (...parts) => {
            visits += 1;
            return travel.secondsFrom(...parts);
          },
        };
      },
    });
    drivers.forEach((position, id) => {
      supply.put(`d${id}`, position);
    });
    expect(supply.findSoonest(pickup, 1200)).not.toBeNull();
    return [visits, junctions];
  }

  const corner = grid.position(0);
  const offMap = { lat: corner.lat - 0.03, lng: corner.lng - 0.03 };

  it.each([
    ['on the map', corner],
    ['off the map', offMap],
  ])('a question %s visits the drivers around it, at any size of the fleet', (_, pickup) => {
    const near = { lat: pickup.lat + 0.0001, lng: pickup.lng };
    const count = (size: number) => {
      const far = Array.from({ length: size }, (__, id) => [
        grid.position(grid.nodeCount - 1 - (id % 20)),
        { lat: offMap.lat - 0.02 + (id % 10) / 10_000, lng: offMap.lng },
        { lat: offMap.lat - 0.5, lng: offMap.lng - (id % 100) / 1000 },
      ]);
      return countVisits([near, ...far.flat()], pickup);
    };
    expect(count(10_000)).toEqual(count(100));
  });
});

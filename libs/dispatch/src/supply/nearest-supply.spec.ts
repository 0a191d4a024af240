import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelEstimator, generateGrid } from '#geo';
import { createRoadBatch } from './road-batch.js';
import { NearestSupply } from './nearest-supply.js';
import { SupplyIndex } from './supply-index.js';

const grid = generateGrid({ rows: 12, columns: 8 });
const estimator = new TravelEstimator(grid);
const rider = { tripId: 't', waitingSeconds: 0, tripSeconds: 0 };

/** Junctions, and positions between and far from them. */
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
  it('the soonest arrival equals that of a road batch after any changes', () => {
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
        const [expected = null] = pickups.findNearest(0, 1).seconds;
        expect(nearest.findSoonest(pickup, reachSeconds)).toBe(expected);
      }),
    );
  });

  it('a question visits the drivers around the pickup, at any size of the fleet', () => {
    const countVisits = (drivers: number): number => {
      let visits = 0;
      const counting = {
        snapOnce: (position: { lat: number; lng: number }) => estimator.snapOnce(position),
        prepareTarget: (position: { lat: number; lng: number }) => {
          const target = estimator.prepareTarget(position);
          return {
            row: target.row,
            estimateFrom: target.estimateFrom.bind(target),
            fillSeconds: target.fillSeconds.bind(target),
            secondsFrom: (...parts: Parameters<typeof target.secondsFrom>) => {
              visits += 1;
              return target.secondsFrom(...parts);
            },
          };
        },
      };
      const supply = new NearestSupply(counting);
      supply.put('near', grid.position(0));
      for (let id = 0; id < drivers; id++) {
        supply.put(`far-${id}`, grid.position(grid.nodeCount - 1 - (id % 20)));
      }
      expect(supply.findSoonest(grid.position(0), 600)).toBe(0);
      return visits;
    };
    expect(countVisits(10_000)).toBe(countVisits(100));
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelEstimator, generateGrid } from '#geo';
import { compareCandidates } from './candidate-order.js';
import { searchCandidates, type IdleDriver } from './candidate-search.js';

const grid = generateGrid();
const places = fc.oneof(
  fc.nat({ max: grid.nodeCount - 1 }).map((node) => grid.position(node)),
  fc.record({
    lat: fc.double({ min: 40.6, max: 40.9, noNaN: true }),
    lng: fc.double({ min: -74.1, max: -73.8, noNaN: true }),
  }),
);

const fleets: fc.Arbitrary<IdleDriver[]> = fc
  .array(places, { maxLength: 30 })
  .map((positions) => positions.map((position, i) => ({ driverId: `d${i}`, position })));

const reach = fc.integer({ min: 0, max: 1_500 });

describe('searchCandidates', () => {
  it.each([true, false])(
    'finds exactly those within reach by travel time, nearest first (access legs: %s)',
    (accessLegs) => {
      const estimator = new TravelEstimator(grid, { accessLegs });
      fc.assert(
        fc.property(fleets, places, reach, (drivers, pickup, reachSeconds) => {
          const all = drivers.map(({ driverId, position }) => {
            const { durationSeconds, distanceMeters } = estimator.between(position, pickup);
            return { driverId, pickupSeconds: durationSeconds, pickupMeters: distanceMeters };
          });
          const within = all.filter(({ pickupSeconds }) => pickupSeconds <= reachSeconds);
          const request = { pickup };
          expect(searchCandidates({ request, drivers, estimator, reachSeconds })).toEqual(
            within.sort(compareCandidates),
          );
        }),
      );
    },
  );

  it('the order of drivers makes no difference', () => {
    const estimator = new TravelEstimator(grid);
    fc.assert(
      fc.property(fleets, places, reach, (fleet, pickup, reachSeconds) => {
        const search = (drivers: IdleDriver[]) =>
          searchCandidates({ request: { pickup }, drivers, estimator, reachSeconds });
        expect(search(fleet.toReversed())).toEqual(search(fleet));
      }),
    );
  });

  it('whoever is out for a trip is no candidate for it', () => {
    const estimator = new TravelEstimator(grid);
    const pickup = grid.position(500);
    const drivers = ['near', 'out'].map((driverId) => ({ driverId, position: pickup }));
    const excluded = new Set(['out']);
    const found = searchCandidates({
      request: { pickup },
      drivers,
      estimator,
      reachSeconds: 60,
      excluded,
    });
    expect(found).toEqual([{ driverId: 'near', pickupSeconds: 0, pickupMeters: 0 }]);
  });

  it('a rider whom nobody can be near costs no search of the network', () => {
    const estimator = {
      reachMeters: () => 1_000,
      towards: () => {
        throw new Error('searched');
      },
    };
    const drivers = [{ driverId: 'd', position: { lat: 0, lng: 0 } }];
    const request = { pickup: grid.position(0) };
    expect(searchCandidates({ request, drivers, estimator, reachSeconds: 60 })).toEqual([]);
  });
});

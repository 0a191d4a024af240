import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allSeconds, anywhere, knownNetworks, nearby } from '../../test/known-network.js';
import { itOnManhattan, manhattanNetwork } from '#testing';
import { greatCircleMeters } from '../great-circle.js';
import { generateGrid } from '../network/grid-network.js';
import { shortestTree } from './shortest-tree.js';
import { TravelEstimator } from './travel-estimator.js';

const grid = generateGrid({ rows: 12, columns: 6 });
const inGrid = fc.nat({ max: grid.nodeCount - 1 }).map((node) => grid.position(node));
const aside = fc.integer({ min: -200, max: 200 }).map((n) => n / 100_000);
/** Positions on the map, up to 300 m from a node. */
const inTown = fc
  .tuple(inGrid, aside, aside)
  .map(([{ lat, lng }, north, east]) => ({ lat: lat + north, lng: lng + east }));

describe('TravelEstimator', () => {
  it('the travel times of a shortest-path tree equal those of Floyd and Warshall', () => {
    fc.assert(
      fc.property(knownNetworks, (known) => {
        const seconds = allSeconds(known);
        known.positions.forEach((_, root) => {
          const from = shortestTree(known.network.forward, root);
          const to = shortestTree(known.network.reverse, root);
          expect([...from.seconds]).toEqual(seconds[root]);
          expect([...to.seconds]).toEqual(seconds.map((row) => row[root]));
        });
      }),
    );
  });

  it('no detour on the map is faster than the direct route', () => {
    for (const accessLegs of [true, false]) {
      const estimator = new TravelEstimator(grid, { accessLegs });
      fc.assert(
        fc.property(inTown, inTown, inTown, (a, b, c) => {
          const direct = estimator.estimate(a, c).durationSeconds;
          const detour =
            estimator.estimate(a, b).durationSeconds + estimator.estimate(b, c).durationSeconds;
          expect(direct).toBeLessThanOrEqual(detour + 0.01);
        }),
      );
    }
  });

  it('any two positions on earth have an estimate, which is zero for equal positions', () => {
    const estimator = new TravelEstimator(grid);
    fc.assert(
      fc.property(fc.oneof(inGrid, anywhere), fc.oneof(nearby, anywhere), (a, b) => {
        const { durationSeconds, distanceMeters } = estimator.estimate(a, b);
        expect(durationSeconds).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(durationSeconds) && Number.isFinite(distanceMeters)).toBe(true);
        expect(estimator.estimate(a, a)).toEqual({ durationSeconds: 0, distanceMeters: 0 });
      }),
    );
  });

  it('travel off the map is the great circle × 1.3 at 30 km/h', () => {
    const [paris, lyon] = [
      { lat: 48.8566, lng: 2.3522 },
      { lat: 45.764, lng: 4.8357 },
    ];
    const { durationSeconds, distanceMeters } = new TravelEstimator(grid).estimate(paris, lyon);
    expect(distanceMeters).toBeCloseTo(greatCircleMeters(paris, lyon) * 1.3, 6);
    expect(durationSeconds).toBeCloseTo((distanceMeters / 30) * 3.6, 6);
  });

  it('an estimator without access legs uses the nearest node at any distance', () => {
    const estimator = new TravelEstimator(grid, { accessLegs: false });
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        const [from, to] = [grid.nearestNode(a).node, grid.nearestNode(b).node];
        const exact = shortestTree(grid.forward, from).seconds[to]!;
        expect(estimator.estimate(a, b).durationSeconds).toBeCloseTo(exact, 3);
      }),
    );
  });

  it('no driver beyond the straight-line reach arrives in time', () => {
    const estimator = new TravelEstimator(grid);
    fc.assert(
      fc.property(fc.oneof(nearby, anywhere), nearby, (a, b) => {
        const { durationSeconds } = estimator.estimate(a, b);
        expect(greatCircleMeters(a, b)).toBeLessThanOrEqual(estimator.reachMeters(durationSeconds));
      }),
    );
  });

  it('the size of the cache does not change an estimate', () => {
    const [roomy, tiny] = [0, 1].map((i) =>
      i === 0 ? new TravelEstimator(grid) : new TravelEstimator(grid, { maxCacheBytes: 1_000 }),
    );
    fc.assert(
      fc.property(nearby, nearby, (a, b) => {
        expect(tiny!.estimate(a, b)).toEqual(roomy!.estimate(a, b));
      }),
    );
  });

  it('a position object whose coordinates have changed is snapped again', () => {
    const estimator = new TravelEstimator(grid);
    const [start, end] = [grid.position(0), grid.position(40)];
    const driver = { ...start };
    const before = estimator.estimate(driver, end);
    Object.assign(driver, end);
    expect(before.durationSeconds).toBeGreaterThan(0);
    expect(estimator.estimate(driver, end).durationSeconds).toBe(0);
  });

  itOnManhattan(it)('every node of Manhattan reaches every other node', async () => {
    const network = await manhattanNetwork();
    expect([network.nodeCount, network.routableNodes.length]).toEqual([4_197, 4_197]);
    expect(network.forward.heads).toHaveLength(7_534);
    const { seconds } = shortestTree(network.reverse, 0);
    expect(Math.max(...seconds)).toBeLessThan(3_600);
  });
});

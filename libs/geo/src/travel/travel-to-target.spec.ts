import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Position } from '#contracts';
import { anywhere, knownNetworks, nearby } from '../../test/known-network.js';
import { generateGrid } from '../network/grid-network.js';
import { OFF_MAP, type SnappedStarts } from './snapped-starts.js';
import { TravelEstimator } from './travel-estimator.js';
import { TravelTimes } from './travel-times.js';

function startsOf(estimator: TravelEstimator, positions: readonly Position[]): SnappedStarts {
  const snaps = positions.map((position) => estimator.snap(position));
  return {
    length: positions.length,
    nodes: Int32Array.from(snaps, ({ node }) => node),
    offsets: Float32Array.from(snaps, ({ distanceMeters }) => distanceMeters),
    latitudes: Float64Array.from(positions, ({ lat }) => lat),
    longitudes: Float64Array.from(positions, ({ lng }) => lng),
  };
}

const seldomAway = fc.oneof({ weight: 4, arbitrary: nearby }, anywhere);
const travellers = fc.array(seldomAway, { maxLength: 20 });

describe('TravelToTarget', () => {
  it.each([true, false])('bulk times equal single estimates (access legs: %s)', (accessLegs) => {
    fc.assert(
      fc.property(knownNetworks, travellers, seldomAway, ({ network }, people, target) => {
        const estimator = new TravelEstimator(network, { accessLegs });
        // One start is the target itself, and one is at the node of the target.
        const positions = [...people, target, network.position(network.nearestNode(target).node)];
        const towards = estimator.prepareTarget(target);
        const filled = new Float32Array(positions.length + 1).fill(-1);
        towards.fillSeconds(startsOf(estimator, positions), filled);
        positions.forEach((position, i) => {
          const { durationSeconds } = towards.estimateFrom(position);
          const rounding = 1e-6 * Math.max(1, durationSeconds);
          expect(Math.abs(filled[i]! - durationSeconds)).toBeLessThanOrEqual(rounding);
        });
        expect(filled.at(-1)).toBe(-1);
      }),
      { numRuns: 300 },
    );
  });

  it('an array that is too short throws a RangeError', () => {
    const grid = generateGrid({ rows: 3, columns: 3 });
    const estimator = new TravelEstimator(grid);
    const starts = startsOf(estimator, [grid.position(0), grid.position(1)]);
    for (const target of [grid.position(8), { lat: 0, lng: 0 }]) {
      const fill = () => estimator.prepareTarget(target).fillSeconds(starts, new Float32Array(1));
      expect(fill).toThrow(RangeError);
    }
  });

  it('a position over 1 km from all roads is off the map only with access legs', () => {
    const grid = generateGrid({ rows: 3, columns: 3 });
    const [onFoot, byNode] = [true, false].map(
      (accessLegs) => new TravelEstimator(grid, { accessLegs }),
    );
    fc.assert(
      fc.property(seldomAway, (position) => {
        const { node, distanceMeters } = grid.nearestNode(position);
        const expected = distanceMeters > 1_000 ? OFF_MAP : node;
        expect(onFoot!.snap(position)).toMatchObject({ node: expected, distanceMeters });
        expect(onFoot!.snapOnce(position)).toEqual(onFoot!.snap(position));
        expect(byNode!.snap(position)).toMatchObject({ node, distanceMeters });
      }),
    );
  });

  it('estimators with shared travel times compute a row once', () => {
    const grid = generateGrid({ rows: 3, columns: 3 });
    const times = new TravelTimes(grid);
    const [a, b] = [grid.position(0), grid.position(8)];
    const shared = new TravelEstimator(times).prepareTarget(b).estimateFrom(a);
    const withoutLegs = new TravelEstimator(times, { accessLegs: false }).prepareTarget(b);
    expect(withoutLegs.estimateFrom(a)).toEqual(shared);
    expect(times.computedRows).toBe(1);
    expect(new TravelEstimator(grid).estimate(a, b)).toEqual(shared);
  });
});

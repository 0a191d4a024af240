import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { knownNetworks, type KnownNetwork } from '../../test/known-network.js';
import { itOnManhattan, manhattanNetwork } from '#testing';
import { generateGrid } from '../network/grid-network.js';
import { advanceAlongRoute } from './advance-along-route.js';
import { RoadNetwork } from '../network/road-network.js';
import { TravelTimes } from '../travel/travel-times.js';

/** Legs between two routable nodes of a network. */
const drives = fc
  .tuple(knownNetworks, fc.nat(), fc.nat(), fc.nat({ max: 1_000 }))
  .map(([known, a, b, seconds]) => {
    const { routableNodes } = known.network;
    const [from, to] = [
      routableNodes[a % routableNodes.length]!,
      routableNodes[b % routableNodes.length]!,
    ];
    return { known, times: new TravelTimes(known.network), leg: { from, to, seconds } };
  });

const longestLink = ({ links }: KnownNetwork) =>
  links.reduce((longest, { seconds }) => Math.max(longest, seconds), 0);

describe('advanceAlongRoute', () => {
  it('the driven part and the remaining part add up to the whole route', () => {
    fc.assert(
      fc.property(drives, ({ times, leg }) => {
        const { node, seconds } = advanceAlongRoute(times, leg);
        const whole = times.seconds(leg.from, leg.to);
        expect(seconds + times.seconds(node, leg.to)).toBeCloseTo(whole, 3);
      }),
      { numRuns: 500 },
    );
  });

  it('a car stops at the first node after its time, or at the target', () => {
    fc.assert(
      fc.property(drives, ({ known, times, leg }) => {
        const { node, seconds } = advanceAlongRoute(times, leg);
        if (node !== leg.to) expect(seconds).toBeGreaterThanOrEqual(leg.seconds);
        expect(seconds).toBeLessThanOrEqual(Math.max(0, leg.seconds - 1) + longestLink(known));
      }),
      { numRuns: 500 },
    );
  });

  it('a car with enough time arrives, also across links without a length', () => {
    fc.assert(
      fc.property(drives, ({ times, leg }) => {
        const { node, seconds } = advanceAlongRoute(times, { ...leg, seconds: Infinity });
        expect(node).toBe(leg.to);
        expect(seconds).toBeCloseTo(times.seconds(leg.from, leg.to), 3);
      }),
      { numRuns: 500 },
    );
  });

  it('two legs of one route add up to the whole route', () => {
    const grid = generateGrid();
    const times = new TravelTimes(grid);
    const node = fc.nat({ max: grid.nodeCount - 1 });
    fc.assert(
      fc.property(node, node, fc.nat({ max: 600 }), (from, to, seconds) => {
        const first = advanceAlongRoute(times, { from, to, seconds });
        const rest = advanceAlongRoute(times, { from: first.node, to, seconds: Infinity });
        const whole = advanceAlongRoute(times, { from, to, seconds: Infinity });
        expect(first.seconds + rest.seconds).toBeCloseTo(whole.seconds, 6);
        expect(first.meters + rest.meters).toBeCloseTo(whole.meters, 6);
      }),
    );
  });

  itOnManhattan(it)('cars on Manhattan drive as long as the rounded travel times say', async () => {
    const network = await manhattanNetwork();
    const times = new TravelTimes(network);
    const node = fc.nat({ max: network.nodeCount - 1 });
    fc.assert(
      fc.property(node, node, fc.nat({ max: 1_800 }), (from, to, seconds) => {
        const stop = advanceAlongRoute(times, { from, to, seconds });
        const whole = times.seconds(from, to);
        expect(stop.seconds + times.seconds(stop.node, to)).toBeCloseTo(whole, 1);
        expect(stop.node === to || stop.seconds >= seconds).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('a car that is at the target, or has no time, stays', () => {
    const times = new TravelTimes(generateGrid({ rows: 3, columns: 3 }));
    const stay = { node: 4, seconds: 0, meters: 0 };
    expect(advanceAlongRoute(times, { from: 4, to: 4, seconds: 60 })).toEqual(stay);
    expect(advanceAlongRoute(times, { from: 4, to: 8, seconds: 0 })).toEqual(stay);
  });

  it('a car leaves a ring of links that take no time', () => {
    const network = networkOf([
      [0, 1, 0],
      [1, 2, 0],
      [2, 0, 0],
      [1, 3, 0],
      [3, 4, 5],
      [4, 0, 5],
    ]);
    const times = new TravelTimes(network);
    for (const from of [0, 1, 2]) {
      expect(advanceAlongRoute(times, { from, to: 4, seconds: 1 })).toEqual({
        node: 4,
        seconds: 5,
        meters: 5,
      });
    }
  });

  it('a car takes the first of two equally fast routes, and the fastest of parallel links', () => {
    const network = networkOf([
      [0, 1, 9],
      [0, 1, 5],
      [0, 2, 5],
      [1, 3, 5],
      [2, 3, 5],
      [3, 0, 5],
    ]);
    const leg = { from: 0, to: 3, seconds: 1 };
    expect(advanceAlongRoute(new TravelTimes(network), leg)).toEqual({
      node: 1,
      seconds: 5,
      meters: 5,
    });
  });

  it('an unreachable or unknown node throws a RangeError', () => {
    const times = new TravelTimes(
      networkOf([
        [0, 1, 1],
        [1, 0, 1],
        [2, 0, 1],
      ]),
    );
    expect(() => advanceAlongRoute(times, { from: 0, to: 2, seconds: 1 })).toThrow(
      'no route from node 0',
    );
    expect(() => advanceAlongRoute(times, { from: 3, to: 0, seconds: 1 })).toThrow(RangeError);
    expect(() => advanceAlongRoute(times, { from: 0, to: 3, seconds: 1 })).toThrow('no node 3');
  });
});

function networkOf(rows: readonly (readonly [number, number, number])[]): RoadNetwork {
  const links = rows.map(([from, to, size]) => ({ from, to, seconds: size, meters: size }));
  const count = Math.max(...links.flatMap(({ from, to }) => [from, to])) + 1;
  const positions = Array.from({ length: count }, (_, node) => ({ lat: 40, lng: node / 1_000 }));
  return new RoadNetwork({ name: 'Known', positions, links });
}

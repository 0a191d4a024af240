import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { knownNetworks } from '../../test/known-network.js';
import { adoptSharedTravelTimes, shareTravelTimes } from './shared-travel-times.js';
import { TravelTimes } from './travel-times.js';

/** Enough for all rows of a small city, and for one row only. */
const ENOUGH = 1_000_000;
const ONE_ROW = 1;

type Make = (network: TravelTimes['network']) => TravelTimes;

const kinds: [string, Make][] = [
  ['in a table of all rows', (network) => new TravelTimes(network, { maxBytes: ENOUGH })],
  [
    'in a table that another thread shares',
    (network) => {
      const times = new TravelTimes(network, { maxBytes: ENOUGH });
      times.getRow(0);
      return adoptSharedTravelTimes(network, shareTravelTimes(times, ENOUGH));
    },
  ],
  ['by hub labels', (network) => new TravelTimes(network, { maxBytes: ONE_ROW })],
  [
    'by hub labels of the hierarchy of another thread',
    (network) => {
      const times = new TravelTimes(network, { maxBytes: ONE_ROW });
      return adoptSharedTravelTimes(network, shareTravelTimes(times, ONE_ROW));
    },
  ],
];

const round = (seconds: Float32Array) => [...seconds].map((each) => Math.round(each * 1e3));

describe.each(kinds)('travel times between many nodes, %s', (_kind, make) => {
  it('each time is that of the row, from a start and to a target', () => {
    fc.assert(
      fc.property(knownNetworks, fc.nat(), ({ network }, pick) => {
        const travel = make(network).prepareManyToMany();
        const rows = new TravelTimes(network);
        const one = pick % network.nodeCount;
        const nodes = Uint32Array.from({ length: network.nodeCount }, (_, node) => node);
        const into = new Float32Array(nodes.length);
        travel.fromStart(one, { nodes }, into);
        expect(round(into)).toEqual(round(Float32Array.from(nodes, (to) => rows.seconds(one, to))));
        travel.toTarget(one, { nodes }, into);
        expect(round(into)).toEqual(round(rows.getRow(one).seconds));
      }),
      { numRuns: 60 },
    );
  });

  it('a time within its limit is that of the row, too', () => {
    const limits = fc.double({ min: 0, max: 600, noNaN: true });
    fc.assert(
      fc.property(knownNetworks, fc.nat(), limits, ({ network }, pick, limit) => {
        const travel = make(network).prepareManyToMany();
        const one = pick % network.nodeCount;
        const expected = new TravelTimes(network).getRow(one).seconds;
        const nodes = Uint32Array.from({ length: network.nodeCount }, (_, node) => node);
        const into = new Float32Array(nodes.length);
        const each = new Float64Array(nodes.length).fill(limit);
        for (const limits of [limit, each]) {
          travel.toTarget(one, { nodes, limits }, into);
          into.forEach((seconds, node) => {
            if (expected[node]! <= limit) expect(seconds).toBeCloseTo(expected[node]!, 3);
            else expect(seconds).toBeGreaterThan(limit - 0.01);
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the route between two nodes', () => {
  it.each(kinds)('a route takes as long as in the rows %s', (_kind, make) => {
    fc.assert(
      fc.property(knownNetworks, fc.nat(), fc.nat(), ({ network }, a, b) => {
        const [from, to] = [a % network.nodeCount, b % network.nodeCount];
        const expected = new TravelTimes(network).seconds(from, to);
        const { durationSeconds } = make(network).travel(from, to);
        if (expected === Infinity) expect(durationSeconds).toBe(Infinity);
        else expect(durationSeconds).toBeCloseTo(expected, 3);
      }),
      { numRuns: 60 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packLinks, type RoadLink } from '../network/adjacency.js';
import { generateGrid } from '../network/grid-network.js';
import { shortestTree } from '../travel/shortest-tree.js';
import { buildContractionHierarchy } from './contraction-hierarchy.js';
import { HierarchySearch } from './hierarchy-search.js';

const NODES = 12;
const node = fc.nat(NODES - 1);
/** One-way links, also parallel ones, loops, and some that take no time. */
const networks = (seconds: fc.Arbitrary<number>, maxLength = 40) =>
  fc.array(fc.record({ from: node, to: node, seconds, meters: fc.nat(500) }), { maxLength });
/** Sums of whole numbers are exact, in whatever order they are added. */
const wholeSeconds = fc.nat(5);
const anySeconds = fc.double({ min: 0, max: 900, noNaN: true });

const everyPair = Array.from({ length: NODES }, (_, from) =>
  Array.from({ length: NODES }, (_, to) => [from, to] as const),
).flat();

function prepare(links: readonly RoadLink[], maxShortcuts?: number) {
  const forward = packLinks(NODES, links);
  const search = new HierarchySearch(buildContractionHierarchy(forward, maxShortcuts));
  return { forward, search };
}

describe('HierarchySearch', () => {
  it('finds the travel time of Dijkstra’s algorithm between every two nodes', () => {
    fc.assert(
      fc.property(networks(wholeSeconds, 90), (links) => {
        const { forward, search } = prepare(links);
        for (const [from, to] of everyPair) {
          const expected = shortestTree(forward, from).seconds[to];
          expect(search.find(from, to).durationSeconds).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds the same travel time, but for rounding, when sums are not exact', () => {
    fc.assert(
      fc.property(networks(anySeconds), node, node, (links, from, to) => {
        const { forward, search } = prepare(links);
        const expected = shortestTree(forward, from).seconds[to]!;
        const { durationSeconds } = search.find(from, to);
        if (expected === Infinity) expect(durationSeconds).toBe(Infinity);
        else expect(Math.abs(durationSeconds - expected)).toBeLessThan(1e-9);
      }),
      { numRuns: 1000 },
    );
  });

  it('measures the length of the fastest route', () => {
    // The length is that of the route only when no other route is as fast.
    const length = (seconds: number) => Math.round(seconds * 7) + 1;
    fc.assert(
      fc.property(networks(anySeconds), node, node, (links, from, to) => {
        const { forward, search } = prepare(
          links.map((link) => ({
            ...link,
            seconds: link.seconds + 1,
            meters: length(link.seconds),
          })),
        );
        const expected = shortestTree(forward, from).meters[to];
        expect(search.find(from, to).distanceMeters).toBe(expected);
      }),
    );
  });

  it('agrees with rows on a city of one-way streets', () => {
    const { forward, nodeCount } = generateGrid({ rows: 40, columns: 30 });
    const search = new HierarchySearch(buildContractionHierarchy(forward));
    for (let from = 0; from < nodeCount; from += 97) {
      const tree = shortestTree(forward, from);
      for (let to = 0; to < nodeCount; to += 7) {
        const { durationSeconds, distanceMeters } = search.find(from, to);
        expect(durationSeconds).toBeCloseTo(tree.seconds[to]!, 6);
        expect(distanceMeters).toBeGreaterThan(from === to ? -1 : 0);
      }
    }
  });

  it('agrees with Dijkstra’s algorithm when every two nodes have a link', () => {
    const links: RoadLink[] = [];
    for (const [from, to] of everyPair) {
      const seconds = 1000 + ((from * 7 + to * 13) % 29);
      links.push({ from, to, seconds, meters: seconds });
    }
    const { forward, search } = prepare(links);
    for (const [from, to] of everyPair) {
      expect(search.find(from, to).durationSeconds).toBe(shortestTree(forward, from).seconds[to]);
    }
  });

  it('agrees with Dijkstra’s algorithm when nodes that need a shortcut are left in the core', () => {
    let cores = 0;
    fc.assert(
      fc.property(networks(wholeSeconds, 90), (links) => {
        const { forward, search } = prepare(links, 0);
        const { ranks } = buildContractionHierarchy(forward);
        const withCore = buildContractionHierarchy(forward, 0).ranks;
        if (withCore.some((rank, index) => rank !== ranks[index])) cores += 1;
        for (const [from, to] of everyPair) {
          const expected = shortestTree(forward, from).seconds[to];
          expect(search.find(from, to).durationSeconds).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
    expect(cores).toBeGreaterThan(0);
  });

  it('settles a small part of the network', () => {
    const { forward, nodeCount } = generateGrid({ rows: 60, columns: 40 });
    const search = new HierarchySearch(buildContractionHierarchy(forward));
    search.find(0, nodeCount - 1);
    expect(search.settledCount).toBeLessThan(nodeCount / 5);
  });
});

describe('buildContractionHierarchy', () => {
  it('gives every node a rank of its own', () => {
    fc.assert(
      fc.property(networks(wholeSeconds), (links) => {
        const { ranks } = buildContractionHierarchy(packLinks(NODES, links));
        expect([...ranks].sort((a, b) => a - b)).toEqual(
          everyPair.slice(0, NODES).map((p) => p[1]),
        );
      }),
    );
  });
});

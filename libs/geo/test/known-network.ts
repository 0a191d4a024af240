import fc from 'fast-check';
import type { Position } from '#contracts';
import type { RoadLink } from '../src/network/adjacency.js';
import { RoadNetwork } from '../src/network/road-network.js';

/** A network and its links, for comparison with a plain implementation. */
export interface KnownNetwork {
  readonly positions: readonly Position[];
  readonly links: readonly RoadLink[];
  readonly network: RoadNetwork;
}

/** Positions within a few kilometres of each other. */
export const nearby: fc.Arbitrary<Position> = fc.record({
  lat: fc.integer({ min: 0, max: 2_000 }).map((n) => 40.74 + n / 100_000),
  lng: fc.integer({ min: 0, max: 2_000 }).map((n) => -73.99 + n / 100_000),
});

/** Any position on earth. */
export const anywhere: fc.Arbitrary<Position> = fc.record({
  lat: fc.double({ min: -90, max: 90, noNaN: true }),
  lng: fc.double({ min: -180, max: 180, noNaN: true }),
});

/** Small networks with dead ends, parallel links and loops; nodes 0 and 1 reach each other. */
export const knownNetworks: fc.Arbitrary<KnownNetwork> = fc
  .array(nearby, { minLength: 2, maxLength: 12 })
  .chain((positions) =>
    fc
      .array(linkBetween(positions.length), { maxLength: 40 })
      .map((links) => known(positions, [...links, ...roundTrip])),
  );

const roundTrip: RoadLink[] = [
  { from: 0, to: 1, seconds: 900, meters: 9_000 },
  { from: 1, to: 0, seconds: 900, meters: 9_000 },
];

function linkBetween(nodeCount: number): fc.Arbitrary<RoadLink> {
  const node = fc.nat({ max: nodeCount - 1 });
  const size = fc.nat({ max: 300 });
  return fc.record({ from: node, to: node, seconds: size, meters: size });
}

function known(positions: readonly Position[], links: readonly RoadLink[]): KnownNetwork {
  return { positions, links, network: new RoadNetwork({ name: 'Known', positions, links }) };
}

/** All travel times by the algorithm of Floyd and Warshall, as an independent implementation. */
export function allSeconds({ positions, links }: KnownNetwork): number[][] {
  const nodes = positions.map((_, i) => i);
  const seconds = nodes.map((a) => nodes.map((b) => (a === b ? 0 : Infinity)));
  for (const { from, to, seconds: s } of links) {
    seconds[from]![to] = Math.min(seconds[from]![to]!, s);
  }
  for (const via of nodes)
    for (const a of nodes)
      for (const b of nodes)
        seconds[a]![b] = Math.min(seconds[a]![b]!, seconds[a]![via]! + seconds[via]![b]!);
  return seconds;
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allSeconds, anywhere, knownNetworks, nearby } from '../../test/known-network.js';
import { greatCircleMeters } from '../great-circle.js';
import { RoadNetwork } from './road-network.js';

describe('RoadNetwork', () => {
  it('a position is snapped to the junction that a linear scan finds', () => {
    fc.assert(
      fc.property(knownNetworks, fc.oneof(nearby, anywhere), ({ network }, position) => {
        const scan = [...network.routableNodes].map((node) =>
          greatCircleMeters(position, network.position(node)),
        );
        const nearest = network.nearestNode(position);
        expect(network.routableNodes).toContain(nearest.node);
        expect(nearest.distanceMeters).toBeCloseTo(Math.min(...scan), 1);
      }),
    );
  });

  it('all routable nodes reach each other, and no larger set of nodes does', () => {
    fc.assert(
      fc.property(knownNetworks, (known) => {
        const seconds = allSeconds(known);
        const nodes = seconds.map((_, i) => i);
        const together = (a: number) =>
          nodes.filter((b) => seconds[a]![b]! < Infinity && seconds[b]![a]! < Infinity);
        const routable = [...known.network.routableNodes];
        expect(together(routable[0]!)).toEqual(routable);
        expect(routable).toHaveLength(Math.max(...nodes.map((node) => together(node).length)));
      }),
    );
  });

  it('no link is faster than the top speed', () => {
    fc.assert(
      fc.property(knownNetworks, ({ network, positions, links }) => {
        for (const { from, to, seconds } of links) {
          const meters = greatCircleMeters(positions[from]!, positions[to]!);
          if (meters > 0) expect(meters / seconds).toBeLessThanOrEqual(network.topSpeed);
        }
      }),
    );
  });

  it('a network without two nodes that reach each other is refused', () => {
    const positions = [
      { lat: 0, lng: 0 },
      { lat: 0, lng: 1 },
    ];
    const links = [{ from: 0, to: 1, seconds: 1, meters: 1 }];
    expect(() => new RoadNetwork({ name: '', positions, links })).toThrow(/reached/);
    const stray = [{ from: 0, to: 2, seconds: 1, meters: 1 }];
    expect(() => new RoadNetwork({ name: '', positions, links: stray })).toThrow('link 0');
  });

  it('the position of an unknown node throws a RangeError', () => {
    fc.assert(
      fc.property(knownNetworks, ({ network }) => {
        expect(() => network.position(network.nodeCount)).toThrow(RangeError);
      }),
      { numRuns: 5 },
    );
  });
});

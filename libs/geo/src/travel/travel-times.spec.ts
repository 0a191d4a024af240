import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allSeconds, knownNetworks } from '../../test/known-network.js';
import { itOnManhattan, manhattanFile, manhattanNetwork } from '#testing';
import type { RoadLink } from '../network/adjacency.js';
import { generateGrid } from '../network/grid-network.js';
import { TravelTimes } from './travel-times.js';

const BYTES_PER_NODE = 8;

const bytesKnown = (times: TravelTimes) =>
  [...times.listRows()].reduce(
    (sum, [, { seconds, meters }]) => sum + seconds.byteLength + meters.byteLength,
    0,
  );

const emptyRow = (length: number) => ({
  seconds: new Float32Array(length),
  meters: new Float32Array(length),
});

/** Dijkstra's algorithm by its definition: a scan finds the nearest of all open nodes. */
function plainSeconds(links: readonly RoadLink[], nodeCount: number, root: number): number[] {
  const linksOf = Array.from({ length: nodeCount }, (): RoadLink[] => []);
  for (const link of links) linksOf[link.from]!.push(link);
  const seconds = new Array<number>(nodeCount).fill(Infinity);
  const open = new Set(seconds.keys());
  seconds[root] = 0;
  while (open.size > 0) {
    let nearest = -1;
    for (const node of open) {
      if (nearest < 0 || seconds[node]! < seconds[nearest]!) nearest = node;
    }
    open.delete(nearest);
    for (const { to, seconds: more } of linksOf[nearest]!) {
      seconds[to] = Math.min(seconds[to]!, seconds[nearest]! + more);
    }
  }
  return seconds;
}

describe('TravelTimes', () => {
  it('every travel time equals that of Floyd and Warshall', () => {
    fc.assert(
      fc.property(knownNetworks, (known) => {
        const times = new TravelTimes(known.network);
        const nodes = known.positions.map((_, node) => node);
        const found = nodes.map((from) => nodes.map((to) => times.seconds(from, to)));
        expect(found).toEqual(allSeconds(known));
      }),
    );
  });

  it('no detour is faster than the direct route', () => {
    fc.assert(
      fc.property(knownNetworks, fc.tuple(fc.nat(), fc.nat(), fc.nat()), ({ network }, nodes) => {
        const times = new TravelTimes(network);
        const [a, b, c] = nodes.map((node) => node % network.nodeCount);
        const detour = times.seconds(a!, b!) + times.seconds(b!, c!);
        expect(times.seconds(a!, c!)).toBeLessThanOrEqual(detour);
      }),
    );
  });

  it('the metres are those of a fastest route, and infinite when there is none', () => {
    fc.assert(
      fc.property(knownNetworks, fc.nat(), ({ network, links }, n) => {
        const target = n % network.nodeCount;
        const { seconds, meters } = new TravelTimes(network).getRow(target);
        seconds.forEach((time, node) => {
          const onward = links.some(
            ({ from, to, ...link }) =>
              from === node &&
              link.seconds + seconds[to]! === time &&
              link.meters + meters[to]! === meters[node],
          );
          if (node === target) expect(meters[node]).toBe(0);
          else if (time < Infinity) expect(onward).toBe(true);
          else expect(meters[node]).toBe(Infinity);
        });
      }),
    );
  });

  it('an evicted row is computed again, and the cache keeps its bound', () => {
    const grid = generateGrid({ rows: 8, columns: 5 });
    const roomy = new TravelTimes(grid);
    const rowBytes = grid.nodeCount * BYTES_PER_NODE;
    const node = fc.nat({ max: grid.nodeCount - 1 });
    const bytes = fc.nat({ max: 12 * rowBytes });
    fc.assert(
      fc.property(bytes, fc.array(node, { maxLength: 60 }), (maxBytes, targets) => {
        const tiny = new TravelTimes(grid, { maxBytes });
        for (const target of targets) {
          expect(tiny.getRow(target)).toEqual(roomy.getRow(target));
          expect(bytesKnown(tiny)).toBeLessThanOrEqual(Math.max(maxBytes, rowBytes));
        }
      }),
    );
  });

  it('a cached row is computed once, and the least recently used row is evicted', () => {
    const grid = generateGrid({ rows: 4, columns: 4 });
    const times = new TravelTimes(grid, { maxBytes: 2 * grid.nodeCount * BYTES_PER_NODE });
    for (const node of [0, 1, 0, 2, 0]) times.getRow(node);
    expect([times.maxRows, times.computedRows]).toEqual([2, 3]);
    expect([...times.listRows()].map(([node]) => node)).toEqual([0, 2]);
    times.getRow(1);
    expect(times.computedRows).toBe(4);
  });

  it('an adopted row is returned without a search', () => {
    const grid = generateGrid({ rows: 3, columns: 3 });
    const times = new TravelTimes(grid);
    const row = { seconds: new Float32Array(9).fill(7), meters: new Float32Array(9).fill(70) };
    times.adopt(4, row);
    expect(times.getRow(4)).toBe(row);
    expect([times.seconds(0, 4), times.meters(0, 4), times.computedRows]).toEqual([7, 70, 0]);
  });

  it('a row of another length, or of an unknown node, is refused', () => {
    const times = new TravelTimes(generateGrid({ rows: 3, columns: 3 }));
    const [nine, eight] = [new Float32Array(9), new Float32Array(8)];
    expect(() => times.adopt(0, { seconds: nine, meters: eight })).toThrow('has 9 nodes');
    expect(() => times.adopt(0, { seconds: eight, meters: nine })).toThrow(RangeError);
    expect(() => times.adopt(9, { seconds: nine, meters: nine })).toThrow('no node 9');
    expect(() => times.getRow(-1)).toThrow('no node -1');
    expect([...times.listRows()]).toEqual([]);
  });

  it('the rows of a network of 50,000 nodes stay within 32 MB', () => {
    const network = generateGrid({ rows: 250, columns: 200 });
    const maxBytes = 32 * 1024 * 1024;
    const times = new TravelTimes(network, { maxBytes });
    const first = times.getRow(0).seconds;
    // Computing that many rows would take seconds.
    for (let node = 1; node <= times.maxRows; node++)
      times.adopt(node, emptyRow(network.nodeCount));
    expect(bytesKnown(times)).toBeLessThanOrEqual(maxBytes);
    expect(bytesKnown(times)).toBeGreaterThan(maxBytes * 0.98);
    const again = times.getRow(0).seconds;
    expect(times.computedRows).toBe(2);
    expect(again.every((seconds, from) => seconds === first[from])).toBe(true);
  });

  itOnManhattan(it)(
    'the rows of Manhattan equal a plain search over the links of the file',
    async () => {
      const json = JSON.parse(manhattanFile('manhattan_network.json')) as {
        nodes: { id: number }[];
        links: { source: number; target: number; travel_time: number }[];
      };
      const index = new Map(json.nodes.map(({ id }, node) => [id, node]));
      // The links are reversed, because the search runs backwards from the root.
      const links = json.links.map(({ source, target, travel_time: seconds }) => {
        return { from: index.get(target)!, to: index.get(source)!, seconds, meters: 0 };
      });
      const times = new TravelTimes(await manhattanNetwork());
      const root = fc.nat({ max: json.nodes.length - 1 });
      fc.assert(
        fc.property(root, (to) => {
          const plain = Float32Array.from(plainSeconds(links, json.nodes.length, to));
          const worst = times
            .getRow(to)
            .seconds.reduce(
              (most, seconds, from) => Math.max(most, Math.abs(seconds - plain[from]!)),
              0,
            );
          // The last bit may differ where equally fast routes add up in another order.
          expect(worst).toBeLessThan(0.001);
        }),
        { numRuns: 16 },
      );
    },
  );
});

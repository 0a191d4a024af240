import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import path from 'node:path';
import { TravelTimes, greatCircleMeters, networkFingerprint, type RoadNetwork } from '#geo';
import {
  RoadFiles,
  geojsonOf,
  graphmlOf,
  nodeLinkOf,
  type TestNetwork,
} from '../test/road-files.js';
import { osmPbfOf } from '../test/osm-pbf-writer.js';
import { readRoadNetwork } from './read-road-network.js';
import { writeNodeLink } from './write-node-link.js';

let files: RoadFiles;
beforeAll(() => {
  files = new RoadFiles();
});
afterAll(() => {
  files.remove();
});

/** Seven decimals, as OpenStreetMap has them. */
const degrees = (value: number) => Math.round(value * 1e7) / 1e7;

/** Nodes near a place anywhere but the poles, a ring through all of them, and further links. */
const networks = fc
  .record({
    lat: fc.double({ min: -70, max: 70, noNaN: true }),
    lng: fc.double({ min: -180, max: 180, noNaN: true }),
    count: fc.integer({ min: 3, max: 12 }),
    jitter: fc.array(fc.double({ min: 0, max: 0.004, noNaN: true }), {
      minLength: 24,
      maxLength: 24,
    }),
    extra: fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 })), { maxLength: 20 }),
    kmph: fc.array(fc.integer({ min: 10, max: 90 }), { minLength: 32, maxLength: 32 }),
  })
  .map(({ lat, lng, count, jitter, extra, kmph }): TestNetwork => {
    const nodes = Array.from({ length: count }, (_, i) => {
      const x = lng + 0.01 * i + jitter[2 * i]!;
      return [degrees(x > 180 ? x - 360 : x), degrees(lat + jitter[2 * i + 1]!)] as const;
    });
    const ring = nodes.map((_, i) => [i, (i + 1) % count] as const);
    const pairs = [...ring, ...extra.map(([a, b]) => [a % count, b % count] as const)];
    const links = pairs
      .filter(([from, to]) => from !== to)
      .map(([from, to], i) => {
        const [a, b] = [nodes[from]!, nodes[to]!];
        const length = greatCircleMeters({ lng: a[0], lat: a[1] }, { lng: b[0], lat: b[1] });
        return { from, to, length, seconds: (length / kmph[i]!) * 3.6 };
      });
    return { nodes, links };
  });

/** The travel times of all pairs, by the ids of the nodes in the order of their numbers. */
function secondsOf({ network, nodeIds }: { network: RoadNetwork; nodeIds: readonly string[] }) {
  const times = new TravelTimes(network);
  const order = nodeIds.map((_, i) => i).sort((a, b) => Number(nodeIds[a]) - Number(nodeIds[b]));
  return order.flatMap((to) => order.map((from) => times.seconds(from, to)));
}

/** The same roads as ways of two nodes; node 0 has the id 1, because 0 is none. */
function osmOf({ nodes, links }: TestNetwork): Buffer {
  return osmPbfOf({
    nodes: nodes.map(([lng, lat], i) => ({ id: i + 1, lat, lng })),
    ways: links.map(({ from, to, length, seconds }, i) => ({
      id: i + 1,
      refs: [from + 1, to + 1],
      tags: { highway: 'residential', oneway: 'yes', maxspeed: String((length / seconds) * 3.6) },
    })),
  });
}

describe('the formats of road networks', () => {
  it('node-link JSON, GraphML and GeoJSON of one network give the same travel times', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const expected = await files.read('a.json', nodeLinkOf(network));
        const graphml = await files.read('a.graphml', graphmlOf(network));
        const geojson = await files.read('a.geojson', geojsonOf(network));
        expect(networkFingerprint(graphml.network)).toBe(networkFingerprint(expected.network));
        expect(secondsOf(geojson)).toEqual(secondsOf(expected));
      }),
      { numRuns: 60 },
    );
  });

  it('OSM PBF of the same network gives the same travel times up to its rounding', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const expected = secondsOf(await files.read('b.json', nodeLinkOf(network)));
        const found = secondsOf(await files.read('b.osm.pbf', osmOf(network)));
        expect(found).toHaveLength(expected.length);
        const worst = found.map((seconds, i) => Math.abs(seconds - expected[i]!));
        expect(Math.max(...worst)).toBeLessThan(0.05);
      }),
      { numRuns: 60 },
    );
  });

  it('a network that was written gives the same travel times when it is read again', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const first = await files.read('c.graphml', graphmlOf(network));
        const out = path.join(files.path, 'written.json');
        await writeNodeLink(first, out);
        expect(secondsOf(await readRoadNetwork(out))).toEqual(secondsOf(first));
      }),
      { numRuns: 30 },
    );
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RoadNetwork } from '#geo';
import { RoadFiles } from '../../test/road-files.js';
import {
  blobOf,
  osmPbfOf,
  type TestExtract,
  type WriterOptions,
} from '../../test/osm-pbf-writer.js';
import { readRoadNetwork } from '../read-road-network.js';

let files: RoadFiles;
beforeAll(() => {
  files = new RoadFiles();
});
afterAll(() => {
  files.remove();
});

/** Nodes 1 to 9 in a grid of three by three, 0.001° apart; node 1 is at 40, -74 (south-west). */
const nodes = Array.from({ length: 9 }, (_, i) => ({
  id: i + 1,
  lat: 40 + Math.floor(i / 3) * 0.001,
  lng: -74 + (i % 3) * 0.001,
}));
const road = (id: number, refs: number[], tags: Record<string, string> = {}) => {
  return { id, refs, tags: { highway: 'residential', ...tags } };
};
/** A street around the south and one around the north of the grid, and one through its middle. */
const around = [road(100, [4, 1, 2, 3, 6]), road(101, [6, 9, 8, 7, 4])];
const middle = road(102, [4, 5, 6], { name: 'Middle Street' });
const town = [...around, middle];
/** The links of the streets around. */
const AROUND = ['4-6', '4-6', '6-4', '6-4'];

type Extra = TestExtract['ways'][number];

async function read(ways: readonly Extra[], options: WriterOptions = {}) {
  const file = files.write('town.osm.pbf', osmPbfOf({ nodes, ways }, options));
  const { network, nodeIds } = await readRoadNetwork(file);
  const links = listLinks(network).map((ends) => ends.map((node) => nodeIds[node]).join('-'));
  return { network, links: links.sort() };
}

/** The two ends of each link. */
function listLinks({ forward: { offsets, heads } }: RoadNetwork): [number, number][] {
  return Array.from({ length: offsets.length - 1 }, (_, from) =>
    Array.from(heads.subarray(offsets[from], offsets[from + 1]), (to): [number, number] => [
      from,
      to,
    ]),
  ).flat();
}

describe('readRoadNetwork with OSM PBF', () => {
  it('roads are split at their junctions, and lengths follow their points', async () => {
    const { network, links } = await read(town);
    expect(links).toEqual(['4-6', ...AROUND, '6-4'].sort());
    expect(network.features.attribution).toBe('© OpenStreetMap contributors');
    const meters = [...network.forward.meters].map(Math.round).sort((a, b) => a - b);
    // One side of the grid is 111 m from south to north, and 85 m from west to east.
    expect(meters).toEqual([170, 170, 393, 393, 393, 393]);
  });

  it.each<[string, WriterOptions]>([
    ['nodes in messages of their own', { plainNodes: true }],
    ['blocks without compression', { raw: true }],
    ['coarse coordinates', { granularity: 1_000 }],
    ['ways before nodes', { waysFirst: true }],
  ])('%s make the same network', async (_, options) => {
    const [usual, other] = [await read(town), await read(town, options)];
    expect(other.links).toEqual(usual.links);
    expect([...other.network.forward.meters]).toEqual([...usual.network.forward.meters]);
  });

  it.each<[Record<string, string>, string[]]>([
    [{}, ['4-6', '6-4']],
    [{ oneway: 'yes' }, ['4-6']],
    [{ oneway: '-1' }, ['6-4']],
    [{ oneway: 'no', junction: 'roundabout' }, ['4-6', '6-4']],
    [{ junction: 'roundabout' }, ['4-6']],
    [{ highway: 'motorway' }, ['4-6']],
    [{ access: 'private' }, []],
    [{ access: 'no', motor_vehicle: 'yes' }, ['4-6', '6-4']],
    [{ motorcar: 'no' }, []],
    [{ area: 'yes' }, []],
    [{ highway: 'service' }, []],
    [{ highway: 'footway' }, []],
    [{ highway: 'construction' }, []],
  ])('a way with %j leads %j', async (tags, expected) => {
    const { links } = await read([...around, road(102, middle.refs, tags)]);
    expect(links).toEqual([...AROUND, ...expected].sort());
  });

  it('the speed is that of maxspeed, or else of the kind of road', async () => {
    const fast = road(102, middle.refs, { maxspeed: '30 mph', name: 'Fast Street' });
    const { network } = await read([...around, fast]);
    const { meters, seconds } = network.forward;
    const speeds = [...meters].map((each, i) => Math.round((each / seconds[i]!) * 3.6));
    expect([...new Set(speeds)].sort()).toEqual([25, 48]);
  });

  it('outside of the bounding box roads are cut', async () => {
    const file = files.write('cut.osm.pbf', osmPbfOf({ nodes, ways: town }));
    const bbox = { west: -74.0005, south: 39.9995, east: -73.9985, north: 40.0015 };
    const { network, nodeIds } = await readRoadNetwork(file, { bbox });
    expect(network.bounds.north).toBeCloseTo(40.001, 6);
    expect([...nodeIds].sort()).toEqual(['2', '4', '5']);
  });

  it('a node that the extract lacks ends its road there', async () => {
    const some = nodes.filter(({ id }) => id !== 8);
    const file = files.write('lacks.osm.pbf', osmPbfOf({ nodes: some, ways: town }));
    const { nodeIds } = await readRoadNetwork(file);
    expect([...nodeIds].sort()).toEqual(['4', '6', '7', '9']);
  });
});

describe('readRoadNetwork with a damaged OSM PBF', () => {
  const whole = osmPbfOf({ nodes, ways: town });
  const header = whole.subarray(0, whole.indexOf('OSMData') - 6);

  it.each<[string, Buffer, RegExp]>([
    [
      'that is cut off',
      whole.subarray(0, whole.length - 20),
      /byte \d+: the file was cut off. Download/,
    ],
    ['that ends in a header', whole.subarray(0, header.length + 6), /the file was cut off/],
    [
      'with noise in a block',
      Buffer.concat([header, blobOf('OSMData', Buffer.alloc(99, 0xff), {})]),
      /is damaged/,
    ],
    [
      'with a header of 2 GB',
      Buffer.concat([header, Buffer.alloc(64, 0x7f)]),
      /the file is damaged/,
    ],
    [
      'with a block that unpacks to 40 MB',
      Buffer.concat([header, blobOf('OSMData', Buffer.alloc(40 * 2 ** 20), {})]),
      /the file is damaged/,
    ],
    ['without a road', osmPbfOf({ nodes, ways: [] }), /has no road for cars/],
  ])('a file %s is refused with its place', async (name, content, sentence) => {
    const error = await files.refusalOf(files.write(`${name}.osm.pbf`, content));
    expect(error.message).toMatch(sentence);
  });

  it('a bounding box with another format is refused', async () => {
    const file = files.write('town.json', '{}');
    const bbox = { west: 0, south: 0, east: 1, north: 1 };
    await expect(readRoadNetwork(file, { bbox })).rejects.toThrow('only OSM PBF can be cut');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import path from 'node:path';
import { networkFingerprint } from '#geo';
import { itOnManhattan, manhattanNetwork } from '#testing';
import { RoadFiles, geojsonOf, graphmlOf, nodeLinkOf } from '../test/road-files.js';
import { town } from '../test/town.js';

let files: RoadFiles;
beforeAll(() => {
  files = new RoadFiles();
});
afterAll(() => {
  files.remove();
});

const plain = nodeLinkOf(town);
const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(plain, 'utf16le')]);

describe('readRoadNetwork', () => {
  it.each([
    ['node-link', 'town.json', plain],
    ['graphml', 'town.graphml', graphmlOf(town)],
    ['geojson', 'town.geojson', geojsonOf(town)],
    ['node-link', 'without-an-ending', plain],
    ['node-link', 'called.graphml', plain],
    ['graphml', 'called.json', graphmlOf(town)],
    ['node-link', 'with-a-byte-order-mark.json', `\uFEFF${plain}`],
    ['node-link', 'utf-16.json', utf16],
    ['node-link', 'town.json.gz', gzipSync(plain)],
    ['graphml', 'town.graphml.gz', gzipSync(graphmlOf(town))],
  ] as const)('the content decides that it is %s, and not the name %s', async (...row) => {
    const [format, name, content] = row;
    const read = await files.read(name, content);
    expect(read.format).toBe(format);
    expect(read.network.nodeCount).toBe(town.nodes.length);
    expect(read.network.forward.heads).toHaveLength(town.links.length);
    expect(read.warnings).toEqual([]);
  });

  itOnManhattan(it)('the network of Manhattan has the fingerprint that its cache has', async () => {
    expect(networkFingerprint(await manhattanNetwork())).toBe('61870b104ad80327');
  });
});

describe('readRoadNetwork with a file that is no road network', () => {
  const deep = `{"nodes":${'['.repeat(200_000)}`;
  it.each<[string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /the file is empty/],
    ['white space', ' \n\t', /has the format of no road network/],
    ['a web page', '<!DOCTYPE html><html><body>404</body></html>', /is a web page. Download/],
    ['OSM XML', '<?xml version="1.0"?><osm version="0.6">', /is OSM XML. Convert it: osmium/],
    ['a ZIP archive', 'PK\u0003\u0004....', /is a ZIP archive. Unpack it/],
    ['a CSV file', 'u,v,length\n1,2,3\n', /has the format of no road network. Road networks are/],
    ['half a JSON', plain.slice(0, 500), /is not JSON \(.+\)/],
    ['deep JSON', deep, /is not JSON|nodes/],
    ['half a gzip file', gzipSync(plain).subarray(0, 200), /gzip\) is damaged or cut off/],
    ['a gzip file of nothing', gzipSync(''), /the file is empty/],
    ['bytes', Uint8Array.from({ length: 3_000 }, (_, i) => (i * 37) % 256), /of no road network/],
    [
      'Latin 1',
      Buffer.from(`{"name":"M\u00fcnchen",${plain.slice(1)}`, 'latin1'),
      /UTF-8. Convert/,
    ],
  ])('%s is refused in one sentence', async (name, content, sentence) => {
    const error = await files.refusalOf(files.write(`${name}.json`, content));
    expect(error.message).toMatch(sentence);
    expect(error.message.length).toBeLessThan(600);
  });

  it('a folder and a missing file are refused', async () => {
    expect((await files.refusalOf(files.path)).problem).toBe('is a folder, and not a file');
    const missing = path.join(files.path, 'missing.json');
    expect((await files.refusalOf(missing)).problem).toBe('there is no such file');
  });

  it('a line of ten megabytes is read like others', async () => {
    const long = { name: 'x'.repeat(1e7), ...(JSON.parse(plain) as object) };
    const { network } = await files.read('long.json', JSON.stringify(long));
    expect(network.nodeCount).toBe(town.nodes.length);
  });
});

describe('readRoadNetwork with the JSON of Python', () => {
  const withTime = (time: string, name = '"a"') =>
    plain.replace(/"travel_time":[\d.]+/, `"speed_kph":36,"name":${name},"travel_time":${time}`);

  it('NaN is a missing value, also beside a text that holds the word', async () => {
    const { network } = await files.read('nan.json', withTime('NaN', '"NaN \\\\\\" NaN, Street"'));
    const [first] = town.links;
    expect(network.forward.seconds[0]).toBeCloseTo(first!.length / 10, 6);
    expect(network.labelOf(0)?.name).toBe('NaN \\" NaN, Street');
  });

  it.each(['Infinity', '-Infinity', '1e999'])('%s is refused at its place', async (number) => {
    const error = await files.refusalOf(files.write('infinity.json', withTime(number)));
    expect(error.where).toBe('links[0].travel_time');
  });
});

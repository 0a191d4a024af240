import { describe, expect, it } from '@jest/globals';
import { InputError } from '#geo';
import { readGeojson } from './geojson.js';

type Point = [number, number];

const line = (coordinates: unknown, properties: object = {}) => ({
  type: 'Feature',
  properties: { highway: 'residential', ...properties },
  geometry: { type: 'LineString', coordinates },
});
const collection = (...features: object[]) => ({ type: 'FeatureCollection', features });
const read = (...features: object[]) => readGeojson(collection(...features), 'town.geojson');

const [west, middle, east, north]: Point[] = [
  [-74, 40.7],
  [-73.998, 40.7],
  [-73.996, 40.7],
  [-73.998, 40.702],
] as [Point, Point, Point, Point];

/** Where the links of a network begin and end, by the order of their nodes in the file. */
function linksOf({ network }: ReturnType<typeof readGeojson>): string[] {
  const { offsets, heads } = network.forward;
  return Array.from({ length: network.nodeCount }, (_, from) =>
    Array.from(heads.subarray(offsets[from], offsets[from + 1]), (to) => `${from}-${to}`),
  ).flat();
}

describe('readGeojson', () => {
  it('lines are split where they share a point', () => {
    const roads = read(line([west, middle, east]), line([middle, north]));
    expect(linksOf(roads).sort()).toEqual(['0-1', '1-0', '1-2', '1-3', '2-1', '3-1']);
    expect(Math.round(roads.network.forward.meters[0]!)).toBe(169);
  });

  it('lines that cross without a common point do not meet', () => {
    const roads = read(line([west, east]), line([middle, north]), line([north, east]));
    expect(linksOf(roads)).not.toContain('0-2');
  });

  it('length and travel time of a line that is split are not those of its parts', () => {
    const whole = { length: 400, travel_time: 300 };
    const { network } = read(line([west, middle, east], whole), line([middle, north]));
    expect(Math.round(network.forward.meters[0]!)).toBe(169);
  });

  it.each([
    [{}, ['0-1', '1-0']],
    [{ oneway: 'yes' }, ['0-1']],
    [{ oneway: true }, ['0-1']],
    [{ oneway: '-1' }, ['1-0']],
    [{ junction: 'roundabout' }, ['0-1']],
    [{ highway: 'motorway' }, ['0-1']],
    [{ highway: 'motorway', oneway: 'no' }, ['0-1', '1-0']],
  ])('a line with %j leads %j', (properties, expected) => {
    // The way around keeps both ends connected.
    const around = line([west, north, east]);
    const links = linksOf(read(line([west, east], properties), around));
    const direct = [...links];
    for (const each of ['0-1', '1-0']) direct.splice(direct.indexOf(each), 1);
    expect(direct.sort()).toEqual(expected);
  });

  it('lines with u and v are links, and oneway: false without a line back is both directions', () => {
    const link = (u: number, v: number, oneway: boolean) =>
      line([u === 1 ? west : east, v === 1 ? west : east], { u, v, oneway });
    expect(linksOf(read(link(1, 2, false)))).toEqual(['0-1', '1-0']);
    expect(linksOf(read(link(1, 2, false), link(2, 1, false)))).toEqual(['0-1', '1-0']);
    expect(linksOf(read(link(1, 2, true), link(2, 1, true)))).toEqual(['0-1', '1-0']);
  });

  it('points, areas and heights are left out, and parts of a line are lines', () => {
    const parts = {
      ...line([]),
      geometry: { type: 'MultiLineString', coordinates: [[west, east]] },
    };
    const point = {
      type: 'Feature',
      properties: null,
      geometry: { type: 'Point', coordinates: west },
    };
    const high = line([
      [...west, 12],
      [...north, 15],
    ]);
    expect(linksOf(read(parts, point, high)).sort()).toEqual(['0-1', '0-2', '1-0', '2-0']);
  });

  it.each<[string, object, RegExp]>([
    ['without a line', collection(), /features: has no LineString/],
    ['whose features are no list', { features: 7 }, /features: is not a list/],
    ['with a line of one point', collection(line([west])), /features\[0\].geometry: is not a line/],
    ['with a line of texts', collection(line([['a', 'b'], east])), /features\[0\].geometry/],
    [
      'without a speed',
      collection(line([west, east], { highway: null })),
      /properties.travel_time: is missing/,
    ],
    [
      'in UTM',
      {
        ...collection(line([west, east])),
        crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32618' } },
      },
      /is a projection/,
    ],
  ])('a file %s is refused', (_, json, sentence) => {
    expect(() => readGeojson(json, 'town.geojson')).toThrow(InputError);
    expect(() => readGeojson(json, 'town.geojson')).toThrow(sentence);
  });
});

import { describe, expect, it } from '@jest/globals';
import { readImportOptions } from './import-options.js';

const files = ['city.osm.pbf', '--out', 'roads.json'];

describe('readImportOptions', () => {
  it('the bounding box is optional', () => {
    const options = readImportOptions(files);
    expect(options).toEqual({ file: 'city.osm.pbf', out: 'roads.json', bbox: undefined });
  });

  it.each([
    ['-74.03,40.69,-73.9,40.89', { west: -74.03, south: 40.69, east: -73.9, north: 40.89 }],
    ['179.9, -17, -179.9, -16.6', { west: 179.9, south: -17, east: -179.9, north: -16.6 }],
  ])('--bbox takes %s', (text, bbox) => {
    expect(readImportOptions([...files, `--bbox=${text}`]).bbox).toEqual(bbox);
  });

  it.each([
    '1,2,3',
    '1,2,,4',
    '1,2,3,4,5',
    'a,b,c,d',
    '0,-91,1,0',
    '-181,0,1,1',
    '0,1,1,0',
    '5,0,5,1',
  ])('--bbox refuses %s with an example', (text) => {
    expect(() => readImportOptions([...files, `--bbox=${text}`])).toThrow(/-74.03,40.69,-73.90/);
  });

  it('a command line without --out is refused', () => {
    expect(() => readImportOptions(['city.osm.pbf'])).toThrow(/--out/);
  });
});

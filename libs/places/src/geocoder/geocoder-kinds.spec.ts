import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { photonFeature } from '#testing';
import { MAX_FOUND } from './geocoder-kind.js';
import { nominatim } from './nominatim.js';
import { photon } from './photon.js';

const here = { lat: 40.7549, lng: -73.984 };
const bounds = { south: 40.7, west: -74.02, north: 40.88, east: -73.9 };

/** A result as Nominatim sends it. */
const result = (members: Record<string, unknown>, address: Record<string, unknown> = {}) => ({
  place_id: 1,
  licence: 'Data © OpenStreetMap contributors, ODbL 1.0.',
  lat: '40.7549',
  lon: '-73.984',
  ...members,
  address: { country_code: 'us', ...address },
});

describe('photon', () => {
  it('reads names, addresses and streets', () => {
    const features = [
      photonFeature(here, { name: 'Grand Cafe', housenumber: '7', street: 'W 42nd St' }),
      photonFeature(here, { housenumber: '120', street: 'W 42nd St', countrycode: 'US' }),
      photonFeature(here, { housenumber: '5', street: 'Hauptstraße', countrycode: 'DE' }),
      photonFeature(here, { name: 'W 42nd St', street: 'W 42nd St' }),
    ];
    expect(photon.parse({ type: 'FeatureCollection', features })).toEqual([
      { name: 'Grand Cafe, W 42nd St 7', position: here },
      { name: '120 W 42nd St', position: here },
      { name: 'Hauptstraße 5', position: here },
      { name: 'W 42nd St', position: here },
    ]);
  });

  it('leaves out features that have no name or no position, and reads the others', () => {
    const features = [
      photonFeature(here, {}),
      photonFeature(here, { name: 7 }),
      photonFeature({ lat: 91, lng: 0 }, { name: 'Beyond the pole' }),
      { ...photonFeature(here, { name: 'Nowhere' }), geometry: null },
      null,
      'Grand Cafe',
      photonFeature(here, { name: 'Grand Cafe', housenumber: 7, street: null }),
    ];
    expect(photon.parse({ features })).toEqual([{ name: 'Grand Cafe', position: here }]);
  });

  it('names a position by its nearest feature', () => {
    expect(photon.nearPath(here)).toBe('reverse?lat=40.7549&lon=-73.984&limit=1');
  });
});

describe('nominatim', () => {
  it('limits a search to the bounds of the city', () => {
    const path = nominatim.searchPath({ q: 'grand cafe', near: here, bounds });
    expect(Object.fromEntries(new URL(path, 'http://host').searchParams)).toEqual({
      q: 'grand cafe',
      limit: '20',
      bounded: '1',
      viewbox: '-74.02,40.7,-73.9,40.88',
      format: 'jsonv2',
      addressdetails: '1',
    });
  });

  it('reads the results of a search and the name of a position', () => {
    const address = result({ name: '' }, { house_number: '120', road: 'W 42nd St' });
    const cafe = result({ name: 'Grand Cafe' }, { house_number: '7', road: 'Broadway' });
    const expected = [
      { name: '120 W 42nd St', position: here },
      { name: 'Grand Cafe, 7 Broadway', position: here },
    ];
    expect(nominatim.parse([address, cafe])).toEqual(expected);
    expect(nominatim.parse(address)).toEqual(expected.slice(0, 1));
  });

  it('reads the error of a position without a name as no place', () => {
    expect(nominatim.parse({ error: 'Unable to geocode' })).toEqual([]);
  });

  it.each(['', ' ', '4e1', '0x28', 'NaN', '40,7', null, [], {}])(
    'leaves out a result whose latitude is %j',
    (lat) => {
      expect(nominatim.parse([result({ name: 'Grand Cafe', lat })])).toEqual([]);
    },
  );
});

describe.each([
  ['photon', photon, (name: unknown) => ({ features: [photonFeature(here, { name })] })],
  ['nominatim', nominatim, (name: unknown) => [result({ name })]],
] as const)('%s', (_title, kind, answerOf) => {
  it('makes a name from outside printable and short', () => {
    const hostile = `\u202eGrand\u0000 \n Cafe\u200b${'x'.repeat(100_000)}`;
    const [place] = kind.parse(answerOf(hostile)) ?? [];
    expect(place?.name).toMatch(/^Grand Cafex+$/);
    expect(place?.name).toHaveLength(80);
  });

  it('never cuts a character into halves, and is never left with a blank name', () => {
    expect(kind.parse(answerOf(`${'x'.repeat(79)}🚕`))).toMatchObject([{ name: 'x'.repeat(79) }]);
    expect(kind.parse(answerOf(' \u200b\u202e '))).toEqual([]);
  });

  it('reads so many places at most', () => {
    const many = Array.from({ length: 10_000 }, () => 'Grand Cafe');
    const answer = many.map((name) => answerOf(name));
    const whole = answer.some(Array.isArray)
      ? answer.flat()
      : { features: answer.flatMap((each) => ('features' in each ? each.features : [])) };
    expect(kind.parse(whole)).toHaveLength(MAX_FOUND);
  });

  it('reads any answer without an error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        for (const each of [answer, [answer], { features: [answer] }]) {
          const places = kind.parse(each) ?? [];
          for (const { name } of places) expect(name.trim()).not.toBe('');
        }
      }),
    );
  });
});

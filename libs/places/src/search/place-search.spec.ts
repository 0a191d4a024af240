import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RoadNetwork, generateGrid } from '#geo';
import { CityPlaces } from '../city-places.js';

const grid = generateGrid();
const places = new CityPlaces(grid);
const namesFor = (q: string, limit = 5) =>
  places.search({ q, limit }).places.map(({ name }) => name);
const firstFor = (q: string) => places.search({ q, limit: 1 }).places[0];

describe('The search of places', () => {
  it.each([
    ['5 ave 42 st', '5th Ave & W 42nd St'],
    ['W 42nd & 5th', '5th Ave & W 42nd St'],
    ['E 42nd St and Fifth Avenue', '5th Ave & E 42nd St'],
    ['42nd street at 7th', '7th Ave & W 42nd St'],
    ['west shore 23', 'West Shore Pkwy & W 23rd St'],
  ])('"%s" is the crossing %s', (q, name) => {
    expect(firstFor(q)).toMatchObject({ name, kind: 'crossing', distanceMeters: null });
  });

  it.each([
    ['fifth avenue', '5th Ave', 'street'],
    ['5 av', '5th Ave', 'street'],
    ['WEST FORTY-SECOND STREET', 'W 42nd St', 'street'],
    ['w 42', 'W 42nd St', 'street'],
    ['cental staton', 'Central Station', 'landmark'],
    ['Opéra', 'Opera House', 'landmark'],
    ['grand p', 'Grand Park', 'landmark'],
    ['midtwon east', 'Midtown East', 'district'],
    ['5th Ave, New York', '5th Ave', 'street'],
  ])('"%s" is %s, a %s', (q, name, kind) => {
    expect(firstFor(q)).toMatchObject({ name, kind });
  });

  it('names with similar words are found only when no name has the words as they are written', () => {
    expect(namesFor('central', 20)).toEqual(['Central Station']);
    expect(namesFor('centrel', 20)).toContain('Central Station');
  });

  it('a number is never taken for a number like it', () => {
    expect(namesFor('43 st', 20)).toEqual(['E 43rd St', 'W 43rd St']);
  });

  it('the numbers that a number begins follow the number itself', () => {
    expect(namesFor('5th ave & w 4', 3)[0]).toBe('5th Ave & W 4th St');
    expect(namesFor('5th ave & w 4', 20)).toContain('5th Ave & W 42nd St');
  });

  it('the position of a crossing is its junction', () => {
    expect(firstFor('5th & w 42nd')?.position).toEqual(grid.position(41 * 13 + 7));
  });

  it('the half of the street that is nearer comes first, with its distance', () => {
    const east = grid.position(41 * 13 + 11);
    const west = grid.position(41 * 13 + 1);
    const search = (near: typeof east) => places.search({ q: '42 st', near, limit: 2 }).places;
    expect(search(east)).toMatchObject([
      { name: 'E 42nd St', distanceMeters: 0 },
      { name: 'W 42nd St', distanceMeters: 1000 },
    ]);
    expect(search(west).map(({ name }) => name)).toEqual(['W 42nd St', 'E 42nd St']);
  });

  it.each(['', '   ', '!!!', '&', 'zzzzzz', '__proto__', 'constructor'])(
    'the query "%s" finds no place',
    (q) => {
      expect(places.search({ q, limit: 5 })).toEqual({ places: [], hasAllWords: false });
    },
  );

  it('any text is searched without an error, and the answer has at most the asked places', () => {
    const limit = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.string({ maxLength: 100, unit: 'binary' }), limit, (q, most) => {
        const found = places.search({ q, limit: most }).places;
        expect(found.length).toBeLessThanOrEqual(most);
        expect(new Set(found.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(found.length);
      }),
      { numRuns: 300 },
    );
  });

  it('every crossing of the city is found by its name', () => {
    const node = fc.nat({ max: grid.nodeCount - 1 });
    fc.assert(
      fc.property(node, (index) => {
        const position = grid.position(index);
        const { name } = places.near(position)!;
        expect(firstFor(name)).toMatchObject({ name, position });
      }),
      { numRuns: 200 },
    );
  });

  it('a road is found by its number and by its former name', () => {
    const label = { name: 'Malcolm X Boulevard', otherNames: ['Lenox Avenue', 'NY 9'], kind: null };
    const network = new RoadNetwork({
      name: 'Town',
      positions: [
        { lat: 0, lng: 0 },
        { lat: 0, lng: 0.01 },
      ],
      links: [
        { from: 0, to: 1, seconds: 60, meters: 1_000, label },
        { from: 1, to: 0, seconds: 60, meters: 1_000, label },
      ],
    });
    const town = new CityPlaces(network);
    for (const q of ['lenox ave', 'ny 9', 'malcolm x blvd']) {
      expect(town.search({ q, limit: 1 }).places).toMatchObject([{ name: label.name }]);
    }
  });
});

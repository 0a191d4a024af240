import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Position } from '#contracts';
import { RoadNetwork, generateGrid, greatCircleMeters, type RoadLabel } from '#geo';
import { CityPlaces } from './city-places.js';

const grid = generateGrid();
const places = new CityPlaces(grid);
/** The junction of a row and a column of the default grid. */
const junction = (row: number, column: number): Position => grid.position(row * 13 + column);
const between = (a: Position, b: Position, share = 0.5): Position => ({
  lat: a.lat + (b.lat - a.lat) * share,
  lng: a.lng + (b.lng - a.lng) * share,
});

const label = (name: string | null, kind: string | null = null): RoadLabel => ({
  name,
  otherNames: [],
  kind,
});

/** A network of two-way roads between points in hundredths of a degree around (0, 0). */
function townOf(points: [x: number, y: number][], roads: [number, number, RoadLabel?][]) {
  const positions = points.map(([x, y]) => ({ lat: y / 100, lng: x / 100 }));
  const links = roads.flatMap(([from, to, name]) => [
    { from, to, seconds: 60, meters: 1_000, label: name },
    { from: to, to: from, seconds: 60, meters: 1_000, label: name },
  ]);
  return new RoadNetwork({ name: 'Town', positions, links });
}

describe('CityPlaces', () => {
  it.each([
    ['5th Ave & W 42nd St', junction(41, 7)],
    ['4th Ave & E 1st St', junction(0, 8)],
    ['West Shore Pkwy & W 23rd St', junction(22, 0)],
    ['East Shore Pkwy & E 76th St', junction(75, 12)],
  ])('the junction is named %s', (name, position) => {
    expect(places.near(position)).toMatchObject({ name, kind: 'crossing', distanceMeters: 0 });
  });

  it('a position in the middle of a long block is named by its street', () => {
    const place = places.near(between(junction(41, 5), junction(41, 6)));
    expect(place).toMatchObject({ name: 'W 42nd St', kind: 'street', distanceMeters: 0 });
  });

  it('a position beside a street is named by the crossing next to it', () => {
    const beside = between(junction(41, 7), junction(42, 6), 0.1);
    expect(places.near(beside)).toMatchObject({ name: '5th Ave & W 42nd St' });
  });

  it('every landmark is found by its own position', () => {
    const names = grid.features.landmarks.map(({ geometry: { coordinates } }) => {
      const [lng, lat] = coordinates;
      return places.nameOf({ lat, lng });
    });
    expect(names).toEqual(grid.features.landmarks.map(({ properties }) => properties.name));
    expect(names.length).toBeGreaterThan(5);
  });

  it.each([
    ['Berlin', { lat: 52.52, lng: 13.4 }],
    ['the South Pole', { lat: -90, lng: 0 }],
    ['the other side of the river', { lat: 40.7549, lng: -74.03 }],
    ['no position', { lat: NaN, lng: NaN }],
  ])('%s has no name', (_, position) => {
    expect(places.near(position)).toBeNull();
  });

  it('the city ends at the given distance from its roads', () => {
    const town = townOf(
      [
        [0, 0],
        [1, 0],
      ],
      [[0, 1, label('Main St')]],
    );
    const narrow = new CityPlaces(town, { maxRoadMeters: 100 });
    expect(narrow.nameOf({ lat: 0.0008, lng: 0.005 })).toBe('Main St');
    expect(narrow.nameOf({ lat: 0.001, lng: 0.005 })).toBeNull();
  });

  it('the halves of a street, and a road that only changes its kind, make no crossing', () => {
    const town = townOf(
      [
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 0],
      ],
      [
        [0, 1, label('W 4th St')],
        [1, 2, label('E 4th St')],
        [2, 3, label('E 4th St', 'primary')],
      ],
    );
    const named = new CityPlaces(town);
    expect(named.near({ lat: 0, lng: 0.01 })).toMatchObject({ kind: 'street' });
    expect(named.near({ lat: 0, lng: 0.02 })).toMatchObject({ kind: 'street', name: 'E 4th St' });
  });

  it('the more important of two roads comes first in the name of a crossing', () => {
    const town = townOf(
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      [
        [0, 1, label('Alley', 'residential')],
        [1, 2, label('Zenith Road', 'primary')],
      ],
    );
    expect(new CityPlaces(town).nameOf({ lat: 0, lng: 0.01 })).toBe('Zenith Road & Alley');
  });

  it('a network without names has no named places', () => {
    const town = townOf(
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      [
        [0, 1],
        [1, 2, label(null, 'primary')],
      ],
    );
    const named = new CityPlaces(town);
    expect(named.near({ lat: 0, lng: 0.005 })).toBeNull();
    expect(named.findRoad({ lat: 0, lng: 0.005 })).toMatchObject({ distanceMeters: 0 });
  });

  it('the nearest road is that of a search through all roads', () => {
    const point = fc.integer({ min: -100, max: 100 });
    const network = fc
      .array(fc.tuple(point, point), { minLength: 3, maxLength: 60 })
      .map((points) =>
        townOf(
          points,
          points.slice(1).map((_, index) => [index, index + 1]),
        ),
      );
    const somewhere = fc.record({ lat: point, lng: point }).map(({ lat, lng }) => ({
      lat: lat / 97,
      lng: lng / 97,
    }));
    fc.assert(
      fc.property(network, somewhere, (town, position) => {
        const found = new CityPlaces(town, { maxRoadMeters: 1e7 }).findRoad(position);
        const best = Math.min(...samplesOf(town).map((at) => greatCircleMeters(position, at)));
        // A sample lies within 1 % of the length of its road from the nearest point.
        expect(found!.distanceMeters).toBeLessThan(best * 1.01 + 1);
        expect(found!.distanceMeters).toBeGreaterThan(best * 0.99 - 2_200);
      }),
      { numRuns: 60 },
    );
  });
});

describe('CityPlaces of a city across the antimeridian', () => {
  const at = (lng: number, lat = -16.8) => ({ lat, lng });
  const positions = [at(179.99), at(-179.99), at(-179.99, -16.79)];
  const street = label('Dateline Road');
  const links = [
    { from: 0, to: 1, seconds: 200, meters: 2_129, label: street },
    { from: 1, to: 2, seconds: 100, meters: 1_112, label: street },
    { from: 2, to: 0, seconds: 300, meters: 2_402, label: street },
  ];
  const city = new CityPlaces(new RoadNetwork({ name: 'Taveuni', positions, links }));

  it.each([179.987, 179.9999, 180, -180, -179.9999, -179.987])(
    'a place at %d has a name',
    (lng) => {
      expect(city.nameOf(at(lng, -16.801))).toBe('Dateline Road');
    },
  );

  it.each([
    ['farther west', at(179.98)],
    ['farther east', at(-179.98)],
    ['on the other side of the earth', at(0)],
    ['in Antarctica', at(180, -80)],
  ])('a place %s is outside', (_, position) => {
    expect(city.findRoad(position)).toBeUndefined();
  });

  it('the bounds are those of the roads with their margin', () => {
    expect(city.bounds.west).toBeCloseTo(179.985, 2);
    expect(city.bounds.east).toBeCloseTo(-179.985, 2);
  });
});

/** A hundred points of each road. */
function samplesOf(network: RoadNetwork): Position[] {
  const { offsets, heads } = network.forward;
  return Array.from({ length: network.nodeCount }, (_, from) =>
    Array.from(heads.slice(offsets[from], offsets[from + 1]), (to) =>
      Array.from({ length: 101 }, (_step, step) =>
        between(network.position(from), network.position(to), step / 100),
      ),
    ),
  ).flat(2);
}

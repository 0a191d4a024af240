import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CityMap } from '#contracts';
import { anchorsAlong } from './anchors-along.js';
import { namesOf, type CityName } from './city-names.js';
import { circlesOf } from './collision-grid.js';
import { layOutLabels, type LabelView } from './label-layout.js';
import { joinStreets } from './street-lines.js';

type Coordinate = [lng: number, lat: number];

const road = (name: string, ...coordinates: Coordinate[]) => ({
  type: 'Feature' as const,
  properties: { name, kind: 'residential' },
  geometry: { type: 'LineString' as const, coordinates },
});

const cityOf = (...features: CityMap['roads']['features']): CityMap => ({
  name: 'Test',
  bounds: { south: 0, west: 0, north: 1, east: 1 },
  roads: { type: 'FeatureCollection', features },
});

describe('joinStreets', () => {
  it('joins the roads of a street in whatever order and direction they come', () => {
    const city = cityOf(
      road('Main St', [2, 0], [1, 0]),
      road('Main St', [2, 0], [3, 0]),
      road('Main St', [0, 0], [1, 0]),
    );
    const [street, ...others] = joinStreets(city);
    expect(others).toEqual([]);
    expect(street).toMatchObject({ name: 'Main St', kind: 'residential' });
    expect(street?.coordinates.map(([lng]) => lng).sort()).toEqual([0, 1, 2, 3]);
  });

  it('a street that turns back is several lines, and roads without a name are left out', () => {
    const city = cityOf(
      road('Loop', [0, 0], [1, 0]),
      road('Loop', [1, 0], [0, 0.1]),
      road('', [5, 5], [6, 6]),
    );
    expect(joinStreets(city).map(({ name }) => name)).toEqual(['Loop', 'Loop']);
  });

  it('uses each road exactly once, also in a ring', () => {
    const corners: Coordinate[] = [
      [0, 0],
      [1, 0],
      [1.5, 1],
      [0.5, 2],
      [-0.5, 1],
    ];
    const ring = corners.map((from, index) =>
      road('Ring', from, corners[(index + 1) % corners.length] ?? from),
    );
    const links = joinStreets(cityOf(...ring)).map(({ coordinates }) => coordinates.length - 1);
    expect(links.reduce((sum, count) => sum + count, 0)).toBe(ring.length);
  });
});

describe('anchorsAlong', () => {
  it('a text that is longer than its street has no place', () => {
    expect(anchorsAlong([at(0, 0), at(50, 0)], 60)).toEqual([]);
  });

  it('a text is never upside down', () => {
    const angles = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
    fc.assert(
      fc.property(angles, (angle) => {
        const line = [at(0, 0), at(300 * Math.cos(angle), 300 * Math.sin(angle))];
        for (const anchor of anchorsAlong(line, 80).flat()) {
          expect(Math.abs(anchor.angle)).toBeLessThanOrEqual(Math.PI / 2 + 1e-9);
        }
      }),
    );
  });

  it('a text does not go round a corner', () => {
    const corner = [at(0, 0), at(100, 0), at(100, 100)];
    for (const { x, y } of anchorsAlong(corner, 70).flat()) {
      expect(Math.min(y, 100 - x)).toBeCloseTo(0);
    }
    expect(anchorsAlong(corner, 150).flat()).toEqual([]);
  });

  it('a long street has its name several times', () => {
    expect(anchorsAlong([at(0, 0), at(2000, 0)], 80)).toHaveLength(4);
  });
});

const at = (x: number, y: number) => ({ x, y });

const viewAt = (zoom: number): LabelView => ({
  zoom,
  covered: { min: at(0, 0), max: at(1000, 1000) },
  project: ([lng, lat]) => at(lng, lat),
  measure: ({ text }) => ({ width: text.length * 7, height: 12 }),
});

const nameAt = (text: string, x: number, y: number): CityName => ({
  text,
  kind: 'park',
  coordinates: [[x, y]],
  minZoom: 14,
  maxZoom: Infinity,
});

describe('layOutLabels', () => {
  it('labels never touch each other', () => {
    const names = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }))
        .map(([x, y]) => nameAt('Some Park', x, y)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(names, (list) => {
        const rooms = layOutLabels(list, viewAt(15)).map((label) => circlesOf(label.at, 63, 12));
        for (const [index, room] of rooms.entries()) {
          for (const other of rooms.slice(index + 1).flat()) {
            for (const { x, y, radius } of room) {
              const distance = Math.hypot(x - other.x, y - other.y);
              expect(distance).toBeGreaterThan(radius + other.radius - 1e-9);
            }
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('a name shows from its zoom on, and only where the map is painted', () => {
    const names = [nameAt('Here', 500, 500), nameAt('Elsewhere', 5000, 500)];
    expect(layOutLabels(names, viewAt(13))).toEqual([]);
    expect(layOutLabels(names, viewAt(14)).map(({ name }) => name.text)).toEqual(['Here']);
  });

  it('the name of a landmark is beside its dot, on the other side where the first is taken', () => {
    const landmark: CityName = { ...nameAt('Tower', 500, 500), kind: 'landmark' };
    const [right] = layOutLabels([landmark], viewAt(15));
    expect(right?.dot).toEqual(at(500, 500));
    expect(right?.at.x).toBeGreaterThan(500);
    const [, left] = layOutLabels([nameAt('Park', 530, 500), landmark], viewAt(15));
    expect(left?.at.x).toBeLessThan(500);
  });

  it('no label is placed below a control of the map', () => {
    const control = { left: 480, top: 400, width: 120, height: 110 };
    const names = [
      nameAt('Below', 500, 500),
      nameAt('At the edge', 610, 440),
      nameAt('Far', 800, 500),
    ];
    const shown = layOutLabels(names, { ...viewAt(15), controls: [control] });
    expect(shown.map(({ name }) => name.text)).toEqual(['Far']);
    expect(layOutLabels(names, viewAt(15))).toHaveLength(3);
  });

  it('a district that is narrower than its name has none', () => {
    const spanOf = (pixels: number): CityName['span'] => [
      [500, 0],
      [500 + pixels, 0],
    ];
    const districts = [
      { ...nameAt('Narrow', 200, 500), span: spanOf(40) },
      { ...nameAt('Wide', 700, 500), span: spanOf(80) },
    ];
    expect(layOutLabels(districts, viewAt(15)).map(({ name }) => name.text)).toEqual(['Wide']);
  });
});

describe('namesOf', () => {
  it('streets show later than districts, and those that cross the city before the others', () => {
    const main = road('Broadway', [0, 0], [1, 0]);
    const ring: Coordinate[] = [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
      [0, 0],
    ];
    const names = namesOf({
      ...cityOf(road('Side St', [0, 0], [0, 1]), {
        ...main,
        properties: { name: 'Broadway', kind: 'primary' },
      }),
      areas: {
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { kind: 'district', name: 'Midtown' },
            geometry: { type: 'Polygon', coordinates: [ring] },
          },
        ],
      },
    });
    expect(names.map(({ text }) => text)).toEqual(['Midtown', 'Broadway', 'Side St']);
    expect(names[0]?.coordinates[0]?.map(Math.round)).toEqual([1, 1]);
    expect(names[1]?.minZoom).toBeLessThan(names[2]?.minZoom ?? 0);
  });
});

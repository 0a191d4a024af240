import type { CityMap, Position } from '#contracts';

const BOUNDS = { south: 40.74, west: -73.99, north: 40.77, east: -73.97 };
const { south, west, north, east } = BOUNDS;

type Corner = [lng: number, lat: number];
const SOUTHWEST: Corner = [west, south];
const SOUTHEAST: Corner = [east, south];
const NORTHEAST: Corner = [east, north];
const NORTHWEST: Corner = [west, north];

/** The four roads of the fake's city, which is a square. */
const ROADS: readonly { name: string; line: [Corner, Corner] }[] = [
  { name: 'South St', line: [SOUTHWEST, SOUTHEAST] },
  { name: 'East Ave', line: [SOUTHEAST, NORTHEAST] },
  { name: 'North St', line: [NORTHEAST, NORTHWEST] },
  { name: 'West Ave', line: [NORTHWEST, SOUTHWEST] },
];

export const CITY: CityMap = {
  name: 'Fake city',
  bounds: BOUNDS,
  roads: {
    type: 'FeatureCollection',
    features: ROADS.map(({ name, line }) => ({
      type: 'Feature',
      properties: { oneWay: false, speedKmph: 30, name, kind: 'residential' },
      geometry: { type: 'LineString', coordinates: line },
    })),
  },
  areas: {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { kind: 'park', name: 'Middle Park' },
        geometry: {
          type: 'Polygon',
          coordinates: [[SOUTHWEST, SOUTHEAST, NORTHEAST, NORTHWEST, SOUTHWEST]],
        },
      },
    ],
  },
  landmarks: {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { name: 'Fountain' },
        geometry: { type: 'Point', coordinates: [(west + east) / 2, (south + north) / 2] },
      },
    ],
  },
  attribution: null,
};

/** The name of the road on whose side of the city a position lies. */
export function nameOf({ lat, lng }: Position): string {
  const up = (lat - (south + north) / 2) / (north - south);
  const right = (lng - (west + east) / 2) / (east - west);
  if (Math.abs(up) > Math.abs(right)) return up < 0 ? 'South St' : 'North St';
  return right < 0 ? 'West Ave' : 'East Ave';
}

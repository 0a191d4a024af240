import type { CityMap, FieldError, NearPlace, Place, PlaceList, Position } from '#contracts';
import { FakeProblem } from './fake-problem.js';
import { metersBetween } from './meters-between.js';

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

const LANDMARK: Position = { lat: (south + north) / 2, lng: (west + east) / 2 };

/** The roads and the landmark of the fake's city. */
const PLACES: readonly Place[] = [
  ...ROADS.map(({ name, line: [from, to] }): Place => {
    const position = { lat: (from[1] + to[1]) / 2, lng: (from[0] + to[0]) / 2 };
    return { name, kind: 'street', position, distanceMeters: null };
  }),
  { name: 'Fountain', kind: 'landmark', position: LANDMARK, distanceMeters: null },
];

const MOST_PLACES = 20;
const ASKED_PLACES = 8;
/** The server's city ends so far from its roads, unless its settings say otherwise. */
const MARGIN_METERS = 500;
const MARGIN_LAT = MARGIN_METERS / 111_195;
const MARGIN_LNG = MARGIN_LAT / Math.cos((((south + north) / 2) * Math.PI) / 180);

/** Whether a position is in the rectangle of the city or at most the margin away from it. */
const isInCity = ({ lat, lng }: Position): boolean =>
  lat >= south - MARGIN_LAT &&
  lat <= north + MARGIN_LAT &&
  lng >= west - MARGIN_LNG &&
  lng <= east + MARGIN_LNG;

/** Refuses an end of a ride outside the city. @throws FakeProblem PLACE_OUTSIDE_CITY */
export function requireInCity(position: Position, place: 'pickup' | 'dropoff'): void {
  if (isInCity(position)) return;
  const end = place === 'pickup' ? 'pickup' : 'drop-off';
  throw new FakeProblem(
    'PLACE_OUTSIDE_CITY',
    `The ${end} is outside ${CITY.name}. Choose a place within ${MARGIN_METERS} m of its roads.`,
    { place, city: CITY.name, limitMeters: MARGIN_METERS },
  );
}

/** The places whose name has the text. The server also knows other spellings. */
export function searchPlaces(query: URLSearchParams): PlaceList {
  const errors: FieldError[] = [];
  const q = query.get('q')?.trim() ?? '';
  if (q === '' || q.length > 100)
    errors.push({ field: 'q', message: 'must be 1 to 100 characters' });
  const limit = Number(query.get('limit') ?? ASKED_PLACES);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_PLACES) {
    errors.push({ field: 'limit', message: `must be from 1 to ${MOST_PLACES}` });
  }
  const near = query.has('lat') || query.has('lng') ? readPosition(query, errors) : undefined;
  refuse(errors);
  const found = PLACES.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
  const places = found.slice(0, limit).map((place) => ({
    ...place,
    distanceMeters: near ? Math.round(metersBetween(near, place.position)) : null,
  }));
  return { places, attribution: null };
}

/** The name of a position in the fake's city. */
export function placeNear(query: URLSearchParams): NearPlace {
  const errors: FieldError[] = [];
  const position = readPosition(query, errors);
  refuse(errors);
  const place: Place = { name: nameOf(position), kind: 'street', position, distanceMeters: 0 };
  return { place: isInCity(position) ? place : null, attribution: null };
}

function readPosition(query: URLSearchParams, errors: FieldError[]): Position {
  const read = (field: string, most: number): number => {
    const value = Number(query.get(field)?.trim() || NaN);
    if (!(Math.abs(value) <= most)) {
      errors.push({ field, message: `must be a number from -${most} to ${most}` });
    }
    return value;
  };
  return { lat: read('lat', 90), lng: read('lng', 180) };
}

function refuse(errors: FieldError[]): void {
  if (errors.length > 0) throw FakeProblem.ofFields(errors);
}

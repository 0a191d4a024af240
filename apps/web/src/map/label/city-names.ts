import type { CityMap } from '#contracts';
import { joinStreets } from './street-lines.js';

type Coordinate = [lng: number, lat: number];
export type NameKind = 'street' | 'avenue' | 'district' | 'water' | 'park' | 'landmark';

/** A name of the map, at a point or along a line. */
export interface CityName {
  text: string;
  kind: NameKind;
  /** One coordinate for a point. */
  coordinates: Coordinate[];
  /** The western and the eastern end of what has this name: a wider text would cover its neighbours. */
  span?: [west: Coordinate, east: Coordinate];
  /** The zooms at which the name may show. */
  minZoom: number;
  maxZoom: number;
}

/** Streets with one of these values of the OpenStreetMap key `highway` cross the whole city. */
const MAIN_KINDS = /^(motorway|trunk|primary|secondary)/;
const ALL_ZOOMS = Infinity;

/** All names of a city, the most important ones first: they get their places first. */
export function namesOf(city: CityMap): CityName[] {
  const areas = city.areas?.features ?? [];
  const inAreas = areas.map(({ properties: { kind, name }, geometry }): CityName => {
    const ring = geometry.coordinates[0] ?? [];
    const centre = centreOf(ring);
    const minZoom = kind === 'park' ? 13.5 : 12;
    const maxZoom = kind === 'district' ? 15.75 : ALL_ZOOMS;
    const span = kind === 'district' ? spanOf(ring) : undefined;
    return { text: name, kind, coordinates: [centre], span, minZoom, maxZoom };
  });
  const landmarks = (city.landmarks?.features ?? []).map(({ properties, geometry }): CityName => ({
    text: properties.name,
    kind: 'landmark',
    coordinates: [geometry.coordinates],
    minZoom: 14.25,
    maxZoom: ALL_ZOOMS,
  }));
  const order = (name: CityName) => ORDER.indexOf(name.kind);
  return [...inAreas, ...landmarks, ...streetsOf(city)]
    .filter(({ text }) => text !== '')
    .sort((a, b) => order(a) - order(b));
}

const ORDER: readonly NameKind[] = ['district', 'water', 'park', 'landmark', 'avenue', 'street'];

function streetsOf(city: CityMap): CityName[] {
  return joinStreets(city)
    .map(({ name, kind, coordinates }): CityName => {
      const isMain = kind !== undefined && MAIN_KINDS.test(kind);
      return {
        text: name,
        kind: isMain ? 'avenue' : 'street',
        coordinates,
        minZoom: isMain ? 13.25 : 15,
        maxZoom: ALL_ZOOMS,
      };
    })
    .sort((a, b) => b.coordinates.length - a.coordinates.length);
}

function spanOf(ring: readonly Coordinate[]): CityName['span'] {
  const [first, ...others] = ring;
  if (!first) return undefined;
  const [west, east] = others.reduce(
    ([least, most], each) => [each[0] < least[0] ? each : least, each[0] > most[0] ? each : most],
    [first, first],
  );
  return [west, east];
}

/** The centroid of a ring; the mean of its points when it has no area. */
function centreOf(ring: readonly Coordinate[]): Coordinate {
  let [area, lng, lat] = [0, 0, 0];
  for (const [index, [x, y]] of ring.entries()) {
    // RFC 7946, section 3.1.6: the last coordinate of a ring is the first one.
    const [nextX, nextY] = ring[index + 1] ?? [x, y];
    const cross = x * nextY - nextX * y;
    area += cross;
    lng += (x + nextX) * cross;
    lat += (y + nextY) * cross;
  }
  if (Math.abs(area) > 1e-12) return [lng / (3 * area), lat / (3 * area)];
  const mean = (axis: 0 | 1) =>
    ring.reduce((sum, each) => sum + each[axis], 0) / Math.max(1, ring.length);
  return [mean(0), mean(1)];
}

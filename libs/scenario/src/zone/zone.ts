import type { Position } from '#contracts';
import type { Random } from '../demand/hot-spots.js';

/** A closed line of [longitude, latitude], as in GeoJSON (RFC 7946, section 3.1.6). */
export type Ring = readonly (readonly [number, number])[];

/** The outline of an area, and its holes. */
export type Polygon = readonly Ring[];

/** An area to which records refer by its id: a point, or polygons. */
export type Zone =
  | { readonly kind: 'point'; readonly position: Position }
  | { readonly kind: 'area'; readonly polygons: readonly Polygon[] };

/** A thin zone may fill a hundredth of its box; then one try in a hundred hits it. */
const MAX_TRIES = 1_000;

/** Draws a place within a zone: the point, or any place of its polygons with the same probability. */
export function drawPlace(zone: Zone, random: Random): Position {
  if (zone.kind === 'point') return zone.position;
  const points = zone.polygons.flatMap(([outline = []]) => outline);
  const [west, east] = rangeOf(points.map(([lng]) => lng));
  const [south, north] = rangeOf(points.map(([, lat]) => lat));
  for (let i = 0; i < MAX_TRIES; i++) {
    const lng = west + random() * (east - west);
    const lat = south + random() * (north - south);
    if (zone.polygons.some((polygon) => isWithin(polygon, lng, lat))) return { lat, lng };
  }
  const [lng, lat] = points[0] ?? [0, 0];
  return { lat, lng };
}

const rangeOf = (values: readonly number[]): [number, number] =>
  values.reduce<[number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );

/** The even-odd rule: a ray from a place within crosses all rings together an odd number of times. */
function isWithin(polygon: Polygon, lng: number, lat: number): boolean {
  let isInside = false;
  for (const ring of polygon) {
    ring.forEach(([x, y], i) => {
      const [previousX, previousY] = ring[(i + ring.length - 1) % ring.length] ?? [x, y];
      const crosses = y > lat !== previousY > lat;
      if (crosses && lng < x + ((lat - y) * (previousX - x)) / (previousY - y)) {
        isInside = !isInside;
      }
    });
  }
  return isInside;
}

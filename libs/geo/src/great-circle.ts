import type { Position } from '#contracts';

/** Mean earth radius in metres; geokdbush uses the same value. */
const EARTH_RADIUS = 6_371_000;
const RADIANS = Math.PI / 180;

/** The great-circle distance in metres (haversine on a sphere, error below 0.6 %). */
export function greatCircleMeters(a: Position, b: Position): number {
  const sinLat = Math.sin(((b.lat - a.lat) * RADIANS) / 2);
  const sinLng = Math.sin(((b.lng - a.lng) * RADIANS) / 2);
  const h =
    sinLat * sinLat + Math.cos(a.lat * RADIANS) * Math.cos(b.lat * RADIANS) * sinLng * sinLng;
  // Rounding can lift h above 1 between antipodes, and asin would return NaN.
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(Math.min(1, h)));
}

/**
 * The initial bearing from `a` to `b`: degrees clockwise from north, 0 ≤ heading < 360.
 * It is 0 when both positions are equal.
 */
export function headingDegrees(a: Position, b: Position): number {
  const dLng = (b.lng - a.lng) * RADIANS;
  const cosB = Math.cos(b.lat * RADIANS);
  const east = Math.sin(dLng) * cosB;
  const north =
    Math.cos(a.lat * RADIANS) * Math.sin(b.lat * RADIANS) -
    Math.sin(a.lat * RADIANS) * cosB * Math.cos(dLng);
  // The second remainder is needed because a tiny negative angle plus 360 rounds to 360.
  return ((Math.atan2(east, north) / RADIANS + 360) % 360) % 360;
}

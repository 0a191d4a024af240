import type { CityMap, Position } from '#contracts';
import { centerOf, type RoadNetwork } from '#geo';

/** A point of the plane, in metres. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const METERS_PER_DEGREE = 111_195;

/**
 * A plane that touches the earth in the middle of a city, because a spatial index compares lengths
 * on both axes. Across a city of 100 km a length differs from that on the sphere by about 1 %.
 */
export class Plane {
  private readonly metersPerLng: number;
  /** Longitudes count from here, so that a city across the antimeridian is in one piece. */
  private readonly middleLng: number;

  constructor({ bounds }: Pick<RoadNetwork, 'bounds'>) {
    const { lat, lng } = centerOf(bounds);
    this.metersPerLng = METERS_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
    this.middleLng = lng;
  }

  toPoint({ lat, lng }: Position): Point {
    const east = wrapped(lng - this.middleLng);
    return { x: east * this.metersPerLng, y: lat * METERS_PER_DEGREE };
  }

  toPosition({ x, y }: Point): Position {
    const lng = wrapped(this.middleLng + x / this.metersPerLng);
    return { lat: rounded(y / METERS_PER_DEGREE), lng: rounded(lng) };
  }

  /** @returns a rectangle that is larger by so many metres on each side */
  widen({ south, west, north, east }: CityMap['bounds'], meters: number): CityMap['bounds'] {
    const [lat, lng] = [meters / METERS_PER_DEGREE, meters / this.metersPerLng];
    return {
      south: Math.max(-90, rounded(south - lat)),
      west: rounded(wrapped(west - lng)),
      north: Math.min(90, rounded(north + lat)),
      east: rounded(wrapped(east + lng)),
    };
  }
}

/** The same longitude from -180 to 180. */
const wrapped = (lng: number): number => (lng > 180 ? lng - 360 : lng < -180 ? lng + 360 : lng);

/** Six decimals are 0.1 m. */
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

export const distanceBetween = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** @returns the point between two ends of a line that is nearest to a point */
export function nearestOnLine(point: Point, from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  if (square === 0) return from;
  const share = ((point.x - from.x) * dx + (point.y - from.y) * dy) / square;
  const clamped = Math.min(1, Math.max(0, share));
  return { x: from.x + clamped * dx, y: from.y + clamped * dy };
}

import type { CityMap, Position } from '#contracts';

/** A rectangle in degrees; `west` is above `east` where it crosses the antimeridian. */
export type Bounds = CityMap['bounds'];

/** Twelve hours: positions farther apart are nearer to each other around the other side. */
const HALF_TURN = 180;

/**
 * The smallest box around some positions, at least one. It crosses the antimeridian where that makes
 * it narrower (RFC 7946, section 5.2).
 */
export function boundsOf(positions: readonly Position[]): Bounds {
  let [south, north, west, east] = [Infinity, -Infinity, Infinity, -Infinity];
  // The same box with longitudes from 0 to 360, in which the antimeridian is in the middle.
  let [otherWest, otherEast] = [Infinity, -Infinity];
  for (const { lat, lng } of positions) {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
    west = Math.min(west, lng);
    east = Math.max(east, lng);
    const turned = lng < 0 ? lng + 360 : lng;
    otherWest = Math.min(otherWest, turned);
    otherEast = Math.max(otherEast, turned);
  }
  if (otherEast - otherWest >= east - west) return { south, west, north, east };
  return { south, west: withinTurn(otherWest), north, east: withinTurn(otherEast) };
}

/** The position in the middle of a box. */
export function centerOf({ south, west, north, east }: Bounds): Position {
  const width = east >= west ? east - west : east - west + 360;
  return { lat: (south + north) / 2, lng: withinTurn(west + width / 2) };
}

const withinTurn = (lng: number): number => (lng > HALF_TURN ? lng - 360 : lng);

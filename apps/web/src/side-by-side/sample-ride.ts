import type { Position } from '#contracts';
import type { MiniRoads } from '../landing/city-data.js';

/** A ride for a first look at the pages. */
export interface SampleRide {
  pickup: Position;
  dropoff: Position;
}

/** Meters north of the middle of the city, where the driver of a first look waits. */
const PICKUP_METERS = 250;
const DROPOFF_METERS = 1_100;
const METERS_PER_DEGREE = 111_195;

/**
 * Plans a short ride whose ends are on roads, so near to the driver that it takes less than a minute
 * of a visitor's time.
 *
 * @returns undefined for a city without roads
 */
export function planSampleRide({
  bounds,
  lines,
}: Pick<MiniRoads, 'bounds' | 'lines'>): SampleRide | undefined {
  const middle = {
    lat: (bounds.south + bounds.north) / 2,
    lng: (bounds.west + bounds.east) / 2,
  };
  const north = (meters: number) => ({ ...middle, lat: middle.lat + meters / METERS_PER_DEGREE });
  const pickup = nearestPoint(lines, north(PICKUP_METERS));
  const dropoff = nearestPoint(lines, north(DROPOFF_METERS));
  return pickup && dropoff && { pickup, dropoff };
}

function nearestPoint(lines: readonly number[][], wanted: Position): Position | undefined {
  const squeeze = Math.cos((wanted.lat * Math.PI) / 180);
  let nearest: Position | undefined;
  let least = Infinity;
  for (const line of lines) {
    for (let at = 0; at + 1 < line.length; at += 2) {
      const [lng = NaN, lat = NaN] = [line[at], line[at + 1]];
      const distance = Math.hypot((lng - wanted.lng) * squeeze, lat - wanted.lat);
      if (distance < least) [nearest, least] = [{ lat, lng }, distance];
    }
  }
  return nearest;
}

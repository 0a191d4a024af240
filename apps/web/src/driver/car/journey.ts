import type { Position, Reposition, Trip } from '#contracts';
import { greatCircleMeters } from '#geo';
import { headingOf, interpolate } from '../../map/marker/glide.js';

/** Where a car is on its path. */
export interface RouteProgress {
  position: Position;
  /** Clockwise from north; undefined for a car that has never moved. */
  headingDegrees: number | undefined;
  /** The rest of the path. It begins with the position of the car. */
  ahead: readonly Position[];
}

/**
 * The position that the car is driven to: that of the ride, or without one the target of a
 * suggestion that the driver has accepted. Undefined while the car waits.
 */
export function goalOf(
  trip: Trip | null,
  reposition: Reposition | null = null,
): Position | undefined {
  if (trip?.status === 'driver_assigned') return trip.pickup;
  if (trip?.status === 'in_progress') return trip.dropoff;
  return !trip && reposition?.status === 'accepted' ? reposition.target : undefined;
}

/**
 * The progress of a car that has driven this far along a path. It stops at the end.
 *
 * @throws Error when the path is empty
 */
export function progressAt(path: readonly Position[], meters: number): RouteProgress {
  let left = Math.max(0, meters);
  let headingDegrees: number | undefined;
  for (const [index, from] of path.entries()) {
    const to = path[index + 1];
    if (!to) return { position: from, headingDegrees, ahead: [from] };
    headingDegrees = headingOf(from, to) ?? headingDegrees;
    const length = greatCircleMeters(from, to);
    if (left < length) {
      const position = interpolate(from, to, left / length);
      return { position, headingDegrees, ahead: [position, ...path.slice(index + 1)] };
    }
    left -= length;
  }
  throw new Error('A path has at least one position.');
}

/** From here the driver can see the place. High houses deflect the position of a device by as much. */
const NEAR_METERS = 75;

export const isNear = (meters: number): boolean => meters <= NEAR_METERS;

/** The distance from a car to a place, as the crow flies. */
export const distanceTo = (here: Position, place: Position): number =>
  greatCircleMeters(here, place);

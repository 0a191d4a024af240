import type { Position } from '#contracts';
import { greatCircleMeters, headingDegrees } from '#geo';

/** Where a car is, and where its front points: degrees clockwise from north. */
export interface Pose {
  position: Position;
  headingDegrees: number;
}

/** Movements shorter than this have no direction: positions are no more exact. */
const STANDSTILL_METERS = 0.1;

/**
 * The pose between two others.
 *
 * @param share 0 at `from`, 1 at `to`; values beyond these count as 0 and 1
 */
export function glide(from: Pose, to: Pose, share: number): Pose {
  const clamped = Math.min(1, Math.max(0, share));
  return {
    position: interpolate(from.position, to.position, clamped),
    headingDegrees: turn(from.headingDegrees, to.headingDegrees, clamped),
  };
}

/** The position on the straight line between two others; `share` runs from 0 to 1. */
export const interpolate = (from: Position, to: Position, share: number): Position => ({
  lat: from.lat + (to.lat - from.lat) * share,
  lng: from.lng + (to.lng - from.lng) * share,
});

/** Turns by the smaller angle: from 350° to 10° through north. */
export const turn = (from: number, to: number, share: number): number =>
  (((from + smallerAngle(from, to) * share) % 360) + 360) % 360;

/** The smaller of the two angles between headings, in degrees: negative when it is to the left. */
export const smallerAngle = (from: number, to: number): number =>
  ((((to - from) % 360) + 540) % 360) - 180;

/** The heading from one position to another; undefined when the car stands still. */
export const headingOf = (from: Position, to: Position): number | undefined =>
  greatCircleMeters(from, to) < STANDSTILL_METERS ? undefined : headingDegrees(from, to);

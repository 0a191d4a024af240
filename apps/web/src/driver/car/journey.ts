import type { Position } from '#contracts';
import { glide, headingOf } from '../../map/marker/glide.js';
import { metersBetween } from '../../map/street-graph.js';

/** Where a car is on its way, and what is still ahead of it, its own place first. */
export interface Stop {
  position: Position;
  /** Clockwise from north; undefined when it never moved. */
  headingDegrees: number | undefined;
  ahead: readonly Position[];
}

/** Where one is after so many metres along a way, at its end at the latest. @throws when it is empty */
export function stopAt(way: readonly Position[], meters: number): Stop {
  let left = Math.max(0, meters);
  let headingDegrees: number | undefined;
  for (const [index, from] of way.entries()) {
    const to = way[index + 1];
    if (!to) return { position: from, headingDegrees, ahead: [from] };
    headingDegrees = headingOf(from, to) ?? headingDegrees;
    const length = metersBetween(from, to);
    if (left < length) {
      const position = between(from, to, left / length);
      return { position, headingDegrees, ahead: [position, ...way.slice(index + 1)] };
    }
    left -= length;
  }
  throw new Error('A way has at least one place.');
}

const between = (from: Position, to: Position, part: number): Position =>
  glide({ position: from, headingDegrees: 0 }, { position: to, headingDegrees: 0 }, part).position;

/** Whom one sees from here stands at the pickup. */
const NEAR_METERS = 40;

export const isNear = (a: Position, b: Position): boolean => metersBetween(a, b) <= NEAR_METERS;

import type { Position } from '#contracts';
import { greatCircleMeters } from '../great-circle.js';

/** Duration and length of a route. */
export interface Travel {
  readonly durationSeconds: number;
  /** Length of the fastest route, which need not be the shortest. */
  readonly distanceMeters: number;
}

/** A position farther than this from every node is off the map. */
export const OFF_MAP_METERS = 1_000;

/** Ratio of the length by road to the straight line; 1.3 is the average of road networks. */
const DETOUR = 1.3;
const ACCESS_SPEED = 20 / 3.6;
const OFF_MAP_SPEED = 30 / 3.6;

/** Duration of an access leg for each metre of its straight line. */
export const ACCESS_SECONDS_PER_METER = DETOUR / ACCESS_SPEED;

/** Straight-line progress of an off-map estimate, in metres per second. */
export const OFF_MAP_PROGRESS = OFF_MAP_SPEED / DETOUR;

/** Estimates the leg between a position and its snapped node, or between positions at one node. */
export const estimateAccessLeg = (straightMeters: number): Travel =>
  estimate(straightMeters, ACCESS_SPEED);

/** Estimates travel without roads, for positions off the map. */
export const estimateOffMap = (from: Position, to: Position): Travel =>
  estimate(greatCircleMeters(from, to), OFF_MAP_SPEED);

function estimate(straightMeters: number, speed: number): Travel {
  const distanceMeters = straightMeters * DETOUR;
  return { distanceMeters, durationSeconds: distanceMeters / speed };
}

import type { Position } from '#contracts';
import { greatCircleMeters } from '../great-circle.js';

/** What a way costs. */
export interface Travel {
  readonly durationSeconds: number;
  /** Length of the fastest way, which need not be the shortest. */
  readonly distanceMeters: number;
}

/** A position farther than this from every node isn't in this city. */
export const OFF_MAP_METERS = 1_000;

/** Streets against straight line; 1.3 is what road networks come to on average. */
const DETOUR = 1.3;
const ACCESS_SPEED = 20 / 3.6;
const OFF_MAP_SPEED = 30 / 3.6;

/** What an access leg takes for each metre of its straight line. */
export const ACCESS_SECONDS_PER_METER = DETOUR / ACCESS_SPEED;

/** Straight-line progress a second of an estimate without roads, in metres. */
export const OFF_MAP_PROGRESS = OFF_MAP_SPEED / DETOUR;

/** Between a position and the node it was snapped to, or within the reach of one node. */
export const estimateAccessLeg = (straightMeters: number): Travel =>
  estimate(straightMeters, ACCESS_SPEED);

/** Where there are no roads to go by: another city, or the open sea. */
export const estimateOffMap = (from: Position, to: Position): Travel =>
  estimate(greatCircleMeters(from, to), OFF_MAP_SPEED);

function estimate(straightMeters: number, speed: number): Travel {
  const distanceMeters = straightMeters * DETOUR;
  return { distanceMeters, durationSeconds: distanceMeters / speed };
}

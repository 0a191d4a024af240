import type { Position } from '#contracts';
import {
  OFF_MAP_METERS,
  estimateAccessLeg,
  estimateOffMap,
  type Travel,
} from '../travel/access-leg.js';
import { greatCircleMeters, headingDegrees } from '../great-circle.js';
import type { NearestNode, RoadNetwork } from '../network/road-network.js';
import { NO_PARENT, shortestTree } from '../travel/shortest-tree.js';

/** A route as a line: its duration and length, and the time at which each point is passed. */
export interface Route extends Travel {
  /** At least two points: the start first, the end last. */
  readonly points: readonly Position[];
  /** Seconds after departure at each point, from 0 up to the duration; they do not descend. */
  readonly seconds: readonly number[];
}

/** Position and heading of a driver on a route. */
export interface RoutePosition {
  readonly position: Position;
  /** Degrees clockwise from north. */
  readonly headingDegrees: number;
}

/**
 * Plans the fastest route, access legs included: its duration and length equal what
 * `TravelEstimator` estimates with access legs. It is a straight line when an end is off the map.
 */
export function planRoute(network: RoadNetwork, from: Position, to: Position): Route {
  const start = network.nearestNode(from);
  const goal = network.nearestNode(to);
  if (start.distanceMeters > OFF_MAP_METERS || goal.distanceMeters > OFF_MAP_METERS) {
    return straightRoute(from, to, estimateOffMap(from, to));
  }
  if (start.node === goal.node) {
    return straightRoute(from, to, estimateAccessLeg(greatCircleMeters(from, to)));
  }
  const road = roadBetween(network, start.node, goal.node);
  return joinLegs({ from, start, road, goal, to });
}

/** Position and heading `seconds` after departure: the start before it, the end after arrival. */
export function positionAlong(route: Route, seconds: number): RoutePosition {
  const last = route.points.length - 1;
  let next = route.seconds.findIndex((passed) => passed > seconds);
  // The last segment with a length, so that a driver who has arrived keeps a heading.
  if (next < 0) next = lastMovingSegment(route);
  next = Math.min(Math.max(next, 1), last);
  const [a, b] = [route.points[next - 1]!, route.points[next]!];
  const [begin, end] = [route.seconds[next - 1]!, route.seconds[next]!];
  const share = end > begin ? clamp((seconds - begin) / (end - begin)) : 1;
  return { position: interpolate(a, b, share), headingDegrees: headingDegrees(a, b) };
}

function straightRoute(from: Position, to: Position, travel: Travel): Route {
  return { ...travel, points: [from, to], seconds: [0, travel.durationSeconds] };
}

function roadBetween(network: RoadNetwork, from: number, to: number): Route {
  const tree = shortestTree(network.forward, from, to);
  const nodes: number[] = [];
  for (let node = to; node !== NO_PARENT; node = tree.parents[node]!) nodes.push(node);
  nodes.reverse();
  return {
    distanceMeters: tree.meters[to]!,
    durationSeconds: tree.seconds[to]!,
    points: nodes.map((node) => network.position(node)),
    seconds: nodes.map((node) => tree.seconds[node]!),
  };
}

interface RouteParts {
  readonly from: Position;
  readonly start: NearestNode;
  readonly road: Route;
  readonly goal: NearestNode;
  readonly to: Position;
}

function joinLegs({ from, start, road, goal, to }: RouteParts): Route {
  const before = estimateAccessLeg(start.distanceMeters);
  const after = estimateAccessLeg(goal.distanceMeters);
  const arrival = before.durationSeconds + road.durationSeconds + after.durationSeconds;
  return {
    distanceMeters: before.distanceMeters + road.distanceMeters + after.distanceMeters,
    durationSeconds: arrival,
    points: [from, ...road.points, to],
    seconds: [0, ...road.seconds.map((passed) => before.durationSeconds + passed), arrival],
  };
}

function lastMovingSegment({ points }: Route): number {
  const end = points[points.length - 1]!;
  const before = points.findLastIndex(({ lat, lng }) => lat !== end.lat || lng !== end.lng);
  return before + 1;
}

function interpolate(a: Position, b: Position, share: number): Position {
  if (share <= 0) return a;
  if (share >= 1) return b;
  // Longitudes differ by almost 360 across the date line, so the difference is wrapped.
  const dLng = wrap(b.lng - a.lng);
  return { lat: a.lat + (b.lat - a.lat) * share, lng: wrap(a.lng + dLng * share) };
}

const wrap = (degrees: number) =>
  degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;

const clamp = (share: number) => Math.min(1, Math.max(0, share));

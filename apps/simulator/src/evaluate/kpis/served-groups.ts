import { latLngToCell } from 'h3-js';
import type { RoadNetwork } from '#geo';
import type { PlannedRide } from '#simulation';
import { ServedCounts, type ServedShare } from './served-share.js';

/** Upper bounds of the classes of rides by their length, in kilometres; the last one has none. */
export const LENGTH_CLASSES_KM = [1, 2, 5, 10, Infinity] as const;
const HOUR_SECONDS = 3_600;
/** A day has at least so many hours in `countByHour`. */
export const DAY_HOURS = 24;
/** Hexagons of about 5 km², the size of a part of a town. */
const ZONE_RESOLUTION = 7;

/** Served requests of one zone, a hexagon of H3. */
export interface ZoneShare extends ServedShare {
  /** The index of the H3 cell of resolution 7 that contains the junction of the pickup. */
  readonly cell: string;
}

/** A planned ride and whether it was served. */
export interface RideResult {
  readonly plan: PlannedRide;
  readonly isServed: boolean;
}

/** Counts by the length of the direct ride, one share for each of `LENGTH_CLASSES_KM`. */
export function countByLength(rides: readonly RideResult[]): ServedShare[] {
  const counts = new ServedCounts(LENGTH_CLASSES_KM.length);
  for (const { plan, isServed } of rides) {
    const kilometres = plan.tripMeters / 1_000;
    counts.count(
      LENGTH_CLASSES_KM.findIndex((bound) => kilometres <= bound),
      isServed,
    );
  }
  return counts.toShares();
}

/** Counts by the hour of departure since midnight of the first day; at least 24 hours. */
export function countByHour(rides: readonly RideResult[]): ServedShare[] {
  const hourOf = ({ plan }: RideResult): number => Math.floor(plan.departureSeconds / HOUR_SECONDS);
  const last = rides.reduce((most, ride) => Math.max(most, hourOf(ride)), 0);
  const counts = new ServedCounts(Math.max(DAY_HOURS, last + 1));
  for (const ride of rides) counts.count(hourOf(ride), ride.isServed);
  return counts.toShares();
}

/** Counts by the zone of the pickup, in the order of the cells' indices. */
export function countByZone(rides: readonly RideResult[], network: RoadNetwork): ZoneShare[] {
  const cellOfNode = new Map<number, string>();
  const groups = new Map<string, RideResult[]>();
  for (const ride of rides) {
    const node = ride.plan.pickupNode;
    const cell = cellOfNode.get(node) ?? zoneOf(network, node);
    cellOfNode.set(node, cell);
    const group = groups.get(cell);
    if (group) group.push(ride);
    else groups.set(cell, [ride]);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cell, group]) => {
      const counts = new ServedCounts(1);
      for (const { isServed } of group) counts.count(0, isServed);
      return { cell, ...counts.toShares()[0]! };
    });
}

function zoneOf(network: RoadNetwork, node: number): string {
  const { lat, lng } = network.position(node);
  return latLngToCell(lat, lng, ZONE_RESOLUTION);
}

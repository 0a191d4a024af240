import type { Position } from '#contracts';
import {
  ACCESS_SECONDS_PER_METER,
  estimateAccessLeg,
  estimateOffMap,
  type Travel,
} from './access-leg.js';
import { greatCircleMeters } from '../great-circle.js';
import { OFF_MAP, type SnappedPosition, type SnappedStarts } from './snapped-starts.js';
import type { TravelRow } from './travel-row.js';

/** Travel to one target from any position. */
export interface TravelToTarget {
  estimateFrom(position: Position): Travel;
  /**
   * Computes the travel times of many starts in seconds: for each start the value of
   * `estimateFrom`, rounded to 32 bits, without an object. 5,000 starts take some 20 µs.
   *
   * @param starts snapped by the estimator that prepared this target, or by one with the same options
   * @param into `into[i]` becomes the time of start `i`; later elements do not change
   * @throws RangeError when `into` is shorter than the starts
   */
  fillSeconds(starts: SnappedStarts, into: Float32Array): void;
  /** The travel time of one start in seconds, equal to that of `estimateFrom`. */
  secondsFrom(starts: SnappedStarts, index: number): number;
  /**
   * Travel times by road to the node of the target: a lower bound for starts at other nodes.
   * Null when the target is off the map.
   */
  readonly row: TravelRow | null;
}

/** Travel to a target off the map, estimated without roads. */
export class OffMapTravelToTarget implements TravelToTarget {
  readonly row = null;

  constructor(private readonly target: Position) {}

  estimateFrom(position: Position): Travel {
    return estimateOffMap(position, this.target);
  }

  fillSeconds(starts: SnappedStarts, into: Float32Array): void {
    assertRoom(starts, into);
    for (let i = 0; i < starts.length; i++) into[i] = this.secondsFrom(starts, i);
  }

  secondsFrom({ latitudes, longitudes }: SnappedStarts, index: number): number {
    return this.estimateFrom({ lat: latitudes[index]!, lng: longitudes[index]! }).durationSeconds;
  }
}

export interface RoadTarget {
  readonly target: SnappedPosition;
  readonly row: TravelRow;
  /** Whether the legs between positions and their nodes count. */
  readonly accessLegs: boolean;
  readonly snap: (position: Position) => SnappedPosition;
}

interface SnappedPair {
  readonly start: SnappedPosition;
  /** A position on the map. */
  readonly target: SnappedPosition;
  readonly accessLegs: boolean;
  /** Finds the travel between the two nodes. It is not called when the route takes no road. */
  readonly byRoad: () => Travel;
}

/** Estimates travel between two positions, with or without access legs. */
export function estimateTravel({ start, target, accessLegs, byRoad }: SnappedPair): Travel {
  if (start.node === OFF_MAP) return estimateOffMap(start, target);
  if (!accessLegs) return byRoad();
  // Between two positions at one node the straight line is shorter than the detour by the node.
  if (start.node === target.node) return estimateAccessLeg(greatCircleMeters(start, target));
  const { durationSeconds, distanceMeters } = byRoad();
  const legs = estimateAccessLeg(start.distanceMeters + target.distanceMeters);
  return {
    durationSeconds: durationSeconds + legs.durationSeconds,
    distanceMeters: distanceMeters + legs.distanceMeters,
  };
}

/** Travel by road, with or without access legs. */
export class RoadTravelToTarget implements TravelToTarget {
  constructor(private readonly road: RoadTarget) {}

  get row(): TravelRow {
    return this.road.row;
  }

  estimateFrom(position: Position): Travel {
    return this.addAccessLegs(this.road.snap(position));
  }

  secondsFrom(starts: SnappedStarts, index: number): number {
    const { target, row, accessLegs } = this.road;
    const node = starts.nodes[index]!;
    if (!accessLegs) return row.seconds[node]!;
    if (node === OFF_MAP || node === target.node) return this.secondsOffRoad(starts, index);
    // The order of the sum is that of `fillSeconds`, so that both round alike.
    const lastLeg = target.distanceMeters * ACCESS_SECONDS_PER_METER;
    return row.seconds[node]! + starts.offsets[index]! * ACCESS_SECONDS_PER_METER + lastLeg;
  }

  fillSeconds(starts: SnappedStarts, into: Float32Array): void {
    assertRoom(starts, into);
    const { target, row, accessLegs } = this.road;
    const perMeter = accessLegs ? ACCESS_SECONDS_PER_METER : 0;
    const fill: RoadFill = {
      into,
      seconds: row.seconds,
      perMeter,
      lastLeg: target.distanceMeters * perMeter,
      ownNode: accessLegs ? target.node : OFF_MAP,
    };
    for (let i = fillByRoad(starts, fill, 0); i < starts.length; i = fillByRoad(starts, fill, i)) {
      into[i] = this.secondsOffRoad(starts, i++);
    }
  }

  private secondsOffRoad(starts: SnappedStarts, index: number): number {
    const { nodes, offsets, latitudes, longitudes } = starts;
    // The properties have the order of the snapper's objects: another hidden class would cost 1 µs.
    const start: SnappedPosition = {
      node: nodes[index]!,
      distanceMeters: offsets[index]!,
      lat: latitudes[index]!,
      lng: longitudes[index]!,
    };
    return this.addAccessLegs(start).durationSeconds;
  }

  private addAccessLegs(start: SnappedPosition): Travel {
    const { target, row, accessLegs } = this.road;
    const byRoad = () => ({
      durationSeconds: row.seconds[start.node]!,
      distanceMeters: row.meters[start.node]!,
    });
    return estimateTravel({ start, target, accessLegs, byRoad });
  }
}

interface RoadFill {
  readonly into: Float32Array;
  readonly seconds: Float32Array;
  /** Duration of an access leg for each metre of its straight line. */
  readonly perMeter: number;
  /** Duration of the leg between the target's node and the target. */
  readonly lastLeg: number;
  /** Starts at this node do not travel by road. */
  readonly ownNode: number;
}

/**
 * Fills from index `first` up to the first start that does not travel by road, and returns the
 * index of that start, or the length. A function call inside this loop would slow it by half.
 */
function fillByRoad(starts: SnappedStarts, fill: RoadFill, first: number): number {
  const { length, nodes, offsets } = starts;
  const { into, seconds, perMeter, lastLeg, ownNode } = fill;
  for (let i = first; i < length; i++) {
    const node = nodes[i]!;
    if (node < 0 || node === ownNode) return i;
    into[i] = seconds[node]! + offsets[i]! * perMeter + lastLeg;
  }
  return length;
}

function assertRoom({ length }: SnappedStarts, into: Float32Array): void {
  if (into.length >= length) return;
  throw new RangeError(`${length} travel times don't fit into an array of ${into.length}`);
}

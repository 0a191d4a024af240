import type { Position } from '#contracts';
import {
  ACCESS_SECONDS_PER_METER,
  estimateAccessLeg,
  estimateOffMap,
  type Travel,
} from './access-leg.js';
import { greatCircleMeters } from '../great-circle.js';
import { OFF_MAP, type SnappedPosition, type SnappedStarts } from './snapped-starts.js';
import type { TravelRow } from './travel-times.js';

/** Travel to one target from anywhere. */
export interface TravelToTarget {
  estimateFrom(position: Position): Travel;
  /**
   * The travel times of many starts at once, in seconds: for each what `from` answers, rounded
   * to 32 bits, without making an object for it. 5,000 starts take some 20 µs.
   *
   * @param starts snapped by the estimator that made this, or by one with the same options
   * @param into `into[i]` becomes the time of start `i`; what lies beyond is left as it is
   * @throws RangeError when `into` is shorter than the starts
   */
  fillSeconds(starts: SnappedStarts, into: Float32Array): void;
  /** The travel time of one start, in seconds: what `from` answers. */
  secondsFrom(starts: SnappedStarts, index: number): number;
  /**
   * Travel times by road to the place of the target: nobody from another place arrives sooner.
   * Null when the target isn't in this city.
   */
  readonly row: TravelRow | null;
}

/** To a target that isn't in this city, there are no roads to go by. */
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
  /** Whether the ways between positions and their places are counted. */
  readonly accessLegs: boolean;
  readonly snap: (position: Position) => SnappedPosition;
}

/** By road, with or without the ways between road and doors. */
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
    // Term by term as `fillSeconds` adds, so that both round alike.
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
    // Made as the snapper makes them: objects of another shape cost a microsecond each.
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
    if (start.node === OFF_MAP) return estimateOffMap(start, target);
    const durationSeconds = row.seconds[start.node]!;
    const distanceMeters = row.meters[start.node]!;
    if (!accessLegs) return { durationSeconds, distanceMeters };
    // At one node there is no road to go by; going through the node would be a detour.
    if (start.node === target.node) return estimateAccessLeg(greatCircleMeters(start, target));
    const legs = estimateAccessLeg(start.distanceMeters + target.distanceMeters);
    return {
      durationSeconds: durationSeconds + legs.durationSeconds,
      distanceMeters: distanceMeters + legs.distanceMeters,
    };
  }
}

interface RoadFill {
  readonly into: Float32Array;
  readonly seconds: Float32Array;
  /** Time of an access leg for each metre of its straight line. */
  readonly perMeter: number;
  /** Time between the target's node and the target. */
  readonly lastLeg: number;
  /** Starts at this node don't go by road. */
  readonly ownNode: number;
}

/**
 * Fills in from index `first` on, up to a start that doesn't go by road, and answers the index
 * of that, or the length. A call inside of this loop would make it slower by half.
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

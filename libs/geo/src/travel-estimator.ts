import { LRUCache } from 'lru-cache';
import type { Position } from '#contracts';
import {
  OFF_MAP_METERS,
  OFF_MAP_PROGRESS,
  accessLeg,
  offMapTravel,
  type Travel,
} from './access-leg.js';
import { greatCircleMeters } from './great-circle.js';
import type { NearestNode, RoadNetwork } from './road-network.js';
import { shortestTree } from './shortest-tree.js';

export interface TravelEstimatorOptions {
  /**
   * Memory for remembered targets, 8 bytes a node each (Manhattan: 1,900 targets in the
   * default 64 MB). The target unused longest is forgotten and computed anew when asked for.
   */
  readonly maxCacheBytes?: number;
  /**
   * Whether the way between a position and its node is counted (default). Without it a
   * position *is* its nearest node, for free and however far away, as published evaluations
   * have it (1,712 of the Manhattan requests end off the map, up to 69 km away).
   */
  readonly accessLegs?: boolean;
}

/** Travel to one target from anywhere. */
export interface TravelTowards {
  from(position: Position): Travel;
}

/** 32-bit: half the memory, and a rounding of 0.2 ms in an hour. */
interface TargetTable {
  readonly seconds: Float32Array;
  readonly meters: Float32Array;
}

interface Snap extends NearestNode, Position {}

const DEFAULT_CACHE_BYTES = 64 * 1024 * 1024;
/** Times are rounded to 32 bits; somebody exactly on the boundary must not be cut off. */
const ROUNDING = 1 + 1e-6;
const BYTES_PER_NODE = 2 * Float32Array.BYTES_PER_ELEMENT;

/** Travel times and distances on a road network. Never fails and never answers NaN. */
export class TravelEstimator {
  private readonly accessLegs: boolean;
  private readonly tables: LRUCache<number, TargetTable>;
  /** Drivers standing still are asked about with each request; snapping them is the dear part. */
  private readonly snaps = new WeakMap<Position, Snap>();

  constructor(
    private readonly network: RoadNetwork,
    { maxCacheBytes = DEFAULT_CACHE_BYTES, accessLegs = true }: TravelEstimatorOptions = {},
  ) {
    this.accessLegs = accessLegs;
    this.tables = new LRUCache({
      maxSize: Math.max(1, Math.floor(maxCacheBytes)),
      sizeCalculation: () => network.nodeCount * BYTES_PER_NODE,
    });
  }

  /** The fastest way between two positions. For many ways to one target use `towards`. */
  between(from: Position, to: Position): Travel {
    return this.towards(to).from(from);
  }

  /**
   * Prepares one target: a single search backwards from it answers every `from`, so that
   * asking for 5,000 drivers is 5,000 lookups.
   */
  towards(target: Position): TravelTowards {
    const goal = this.snap(target);
    if (this.isOffMap(goal)) {
      return { from: (position) => offMapTravel(position, target) };
    }
    const table = this.table(goal.node);
    return {
      from: (position) => {
        const start = this.snap(position);
        if (this.isOffMap(start)) return offMapTravel(position, target);
        return this.combine(start, goal, table);
      },
    };
  }

  /**
   * Straight-line distance beyond which nobody arrives within `seconds`, in metres: what a
   * search may skip without looking at roads. Infinity without access legs, since snapping
   * may then carry a driver any distance, and if the network has no top speed.
   */
  reachMeters(seconds: number): number {
    if (!this.accessLegs) return Infinity;
    return seconds * Math.max(this.network.topSpeed, OFF_MAP_PROGRESS) * ROUNDING;
  }

  private isOffMap(snap: Snap): boolean {
    return this.accessLegs && snap.distanceMeters > OFF_MAP_METERS;
  }

  private combine(start: Snap, goal: Snap, table: TargetTable): Travel {
    const durationSeconds = table.seconds[start.node]!;
    const distanceMeters = table.meters[start.node]!;
    if (!this.accessLegs) return { durationSeconds, distanceMeters };
    // At one node there is no road to go by; going through the node would be a detour.
    if (start.node === goal.node) return accessLeg(greatCircleMeters(start, goal));
    const legs = accessLeg(start.distanceMeters + goal.distanceMeters);
    return {
      durationSeconds: durationSeconds + legs.durationSeconds,
      distanceMeters: distanceMeters + legs.distanceMeters,
    };
  }

  private table(target: number): TargetTable {
    const known = this.tables.get(target);
    if (known) return known;
    const tree = shortestTree(this.network.reverse, target);
    const table = {
      seconds: Float32Array.from(tree.seconds),
      meters: Float32Array.from(tree.meters),
    };
    this.tables.set(target, table);
    return table;
  }

  /** Compares the coordinates, because the owner of the object may have moved it. */
  private snap(position: Position): Snap {
    const known = this.snaps.get(position);
    if (known && known.lat === position.lat && known.lng === position.lng) return known;
    const { lat, lng } = position;
    const snap = { ...this.network.nearestNode(position), lat, lng };
    this.snaps.set(position, snap);
    return snap;
  }
}

import type { Position } from '#contracts';
import { OFF_MAP_PROGRESS, estimateOffMap, type Travel } from './access-leg.js';
import type { RoadNetwork } from '../network/road-network.js';
import { NO_NODE, OutwardSearch, type OutwardTravel } from './outward-travel.js';
import { OFF_MAP, PositionSnapper, type Snap, type SnappedPosition } from './snapped-starts.js';
import type { TravelRow } from './travel-row.js';
import { TravelTimes } from './travel-times.js';
import {
  OffMapTravelToTarget,
  RoadTravelToTarget,
  estimateTravel,
  type TravelToTarget,
} from './travel-to-target.js';

export interface TravelEstimatorOptions {
  /**
   * Memory for cached targets, 8 bytes a node each (Manhattan: 1,998 targets in the default
   * 64 MB). The least recently used target is evicted and computed again on demand. The option
   * has no effect on a `TravelTimes` that the caller passes in.
   */
  readonly maxCacheBytes?: number;
  /**
   * Whether the leg between a position and its node counts (default true). If false, a position
   * stands for its nearest node at any distance, as in published evaluations: 1,712 of the
   * Manhattan requests end off the map, up to 69 km away.
   */
  readonly accessLegs?: boolean;
}

/** Times are rounded to 32 bits; a driver exactly on the boundary must stay within reach. */
const ROUNDING = 1 + 1e-6;

/** Estimates travel times and distances on a road network, for any position; no result is NaN. */
export class TravelEstimator {
  /** Travel times between the nodes. */
  readonly times: TravelTimes;
  private readonly accessLegs: boolean;
  private readonly snapper: PositionSnapper;
  private outwards: OutwardSearch | undefined;

  /** @param roads a network, or travel times on it that are shared with other users */
  constructor(
    roads: RoadNetwork | TravelTimes,
    { maxCacheBytes, accessLegs = true }: TravelEstimatorOptions = {},
  ) {
    this.times =
      roads instanceof TravelTimes ? roads : new TravelTimes(roads, { maxBytes: maxCacheBytes });
    this.accessLegs = accessLegs;
    this.snapper = new PositionSnapper(this.times.network, !accessLegs);
  }

  /**
   * Estimates the fastest route between two positions by a search between the two, without a row
   * of travel times. For many starts, or a target whose row is in use, take `prepareTarget`.
   */
  estimate(from: Position, to: Position): Travel {
    const target = this.snapper.snapOnce(to);
    if (target.node === OFF_MAP) return estimateOffMap(from, to);
    const start = this.snapper.snapOnce(from);
    const { accessLegs, times } = this;
    const byRoad = () => times.findTravel(start.node, target.node);
    return estimateTravel({ start, target, accessLegs, byRoad });
  }

  /**
   * Prepares one target: a single backward search covers every start, so that estimates for
   * 5,000 drivers are 5,000 lookups. The caller keeps the result while it needs the target,
   * because the snapped target is not cached here.
   */
  prepareTarget(target: Position): TravelToTarget {
    const goal = this.snapper.snapOnce(target);
    if (goal.node === OFF_MAP) return new OffMapTravelToTarget(goal);
    return this.travelTo(goal, this.times.getRow(goal.node));
  }

  /**
   * Prepares one target for a search outwards from it. It costs the junctions that the caller asks
   * for, and adds no row to the cache.
   *
   * @returns travel that is valid until the next call
   */
  prepareOutwards(target: Position): OutwardTravel {
    const goal = this.snapper.snapOnce(target);
    const search = (this.outwards ??= new OutwardSearch(this.times.network.reverse));
    const { row } = search;
    const isOffMap = goal.node === OFF_MAP;
    const travel = isOffMap ? new OffMapTravelToTarget(goal) : this.travelTo(goal, row);
    if (!isOffMap) search.begin(goal.node);
    return {
      isOffMap,
      nextNode: () => (isOffMap ? NO_NODE : search.nextNode()),
      nodeSeconds: (node) => row.seconds[node]!,
      secondsFrom: (starts, index) => travel.secondsFrom(starts, index),
    };
  }

  /**
   * Snaps a position to its nearest routable node, or to OFF_MAP (−1). Without access legs every
   * position is on the map. The result is cached as long as the position object exists.
   */
  snap(position: Position): Snap {
    return this.snapper.snap(position);
  }

  /** Snaps a position object that is used only once; the result is not cached. */
  snapOnce(position: Position): Snap {
    return this.snapper.snapOnce(position);
  }

  /**
   * Great-circle distance in metres beyond which no driver arrives within `seconds`; a search
   * may skip such drivers without a route. Infinity without access legs, because snapping then
   * moves a driver any distance, and when the network has no top speed.
   */
  reachMeters(seconds: number): number {
    if (!this.accessLegs) return Infinity;
    return seconds * Math.max(this.times.network.topSpeed, OFF_MAP_PROGRESS) * ROUNDING;
  }

  /** As `reachMeters`, for a driver or a target off the map: their travel is by straight line. */
  offMapReachMeters(seconds: number): number {
    return seconds * OFF_MAP_PROGRESS * ROUNDING;
  }

  private travelTo(target: SnappedPosition, row: TravelRow): TravelToTarget {
    const snap = (position: Position) => this.snapper.snap(position);
    return new RoadTravelToTarget({ target, row, accessLegs: this.accessLegs, snap });
  }
}

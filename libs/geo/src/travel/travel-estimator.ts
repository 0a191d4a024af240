import type { Position } from '#contracts';
import { OFF_MAP_PROGRESS, type Travel } from './access-leg.js';
import type { RoadNetwork } from '../network/road-network.js';
import { OFF_MAP, PositionSnapper, type Snap } from './snapped-starts.js';
import { TravelTimes } from './travel-times.js';
import {
  OffMapTravelToTarget,
  RoadTravelToTarget,
  type TravelToTarget,
} from './travel-to-target.js';

export interface TravelEstimatorOptions {
  /**
   * Memory for remembered targets, 8 bytes a node each (Manhattan: 1,998 targets in the
   * default 64 MB). The target unused longest is forgotten and computed anew when asked for.
   * Has no effect on travel times that were handed in.
   */
  readonly maxCacheBytes?: number;
  /**
   * Whether the way between a position and its node is counted (default). Without it a
   * position *is* its nearest node, for free and however far away, as published evaluations
   * have it (1,712 of the Manhattan requests end off the map, up to 69 km away).
   */
  readonly accessLegs?: boolean;
}

/** Times are rounded to 32 bits; somebody exactly on the boundary must not be cut off. */
const ROUNDING = 1 + 1e-6;

/** Travel times and distances on a road network. Never fails and never answers NaN. */
export class TravelEstimator {
  /** What it goes by between places. */
  readonly times: TravelTimes;
  private readonly accessLegs: boolean;
  private readonly snapper: PositionSnapper;

  /** @param roads a network, or travel times on it that others use as well */
  constructor(
    roads: RoadNetwork | TravelTimes,
    { maxCacheBytes, accessLegs = true }: TravelEstimatorOptions = {},
  ) {
    this.times =
      roads instanceof TravelTimes ? roads : new TravelTimes(roads, { maxBytes: maxCacheBytes });
    this.accessLegs = accessLegs;
    this.snapper = new PositionSnapper(this.times.network, !accessLegs);
  }

  /** The fastest way between two positions. For many ways to one target use `towards`. */
  estimate(from: Position, to: Position): Travel {
    return this.prepareTarget(to).estimateFrom(from);
  }

  /**
   * Prepares one target: a single search backwards from it answers every `from`, so that
   * asking for 5,000 drivers is 5,000 lookups. To be held for as long as the target is asked
   * about: its snap isn't remembered here.
   */
  prepareTarget(target: Position): TravelToTarget {
    const goal = this.snapper.snapOnce(target);
    if (goal.node === OFF_MAP) return new OffMapTravelToTarget({ lat: goal.lat, lng: goal.lng });
    return new RoadTravelToTarget({
      target: goal,
      row: this.times.getRow(goal.node),
      accessLegs: this.accessLegs,
      snap: (position) => this.snapper.snap(position),
    });
  }

  /**
   * The place from which a position is reached, OFF_MAP (−1) where it isn't in this city;
   * without access legs every position is. Remembered for as long as the object lives.
   */
  snap(position: Position): Snap {
    return this.snapper.snap(position);
  }

  /** Like `snap`, for an object that won't be asked about again: nothing is remembered. */
  snapOnce(position: Position): Snap {
    return this.snapper.snapOnce(position);
  }

  /**
   * Straight-line distance beyond which nobody arrives within `seconds`, in metres: what a
   * search may skip without looking at roads. Infinity without access legs, since snapping
   * may then carry a driver any distance, and if the network has no top speed.
   */
  reachMeters(seconds: number): number {
    if (!this.accessLegs) return Infinity;
    return seconds * Math.max(this.times.network.topSpeed, OFF_MAP_PROGRESS) * ROUNDING;
  }
}

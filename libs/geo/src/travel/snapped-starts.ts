import type { Position } from '#contracts';
import { OFF_MAP_METERS } from './access-leg.js';
import type { RoadNetwork } from '../network/road-network.js';

/** The node of a position that is off the map. */
export const OFF_MAP = -1;

/** The junction at which a position joins the road network. */
export interface Snap {
  /** The nearest routable node, or OFF_MAP (−1) when it is more than 1 km away. */
  readonly node: number;
  /** Great-circle distance between the position and that node. */
  readonly distanceMeters: number;
}

/**
 * Positions that were snapped once, for travel times to many targets. The arrays may be longer
 * than `length`, so that their owner can add a driver without new arrays.
 */
export interface SnappedStarts {
  /** Number of positions. */
  readonly length: number;
  /** The node of each position, or OFF_MAP (−1). */
  readonly nodes: Int32Array;
  /** Great-circle distance between each position and its node, in metres. */
  readonly offsets: Float32Array;
  /** The positions themselves, in degrees. */
  readonly latitudes: Float64Array;
  readonly longitudes: Float64Array;
}

export interface SnappedPosition extends Snap, Position {}

/** Snaps positions to the road network and caches the result for each position object. */
export class PositionSnapper {
  /** Each request asks about the same standing drivers, and snapping is the expensive part. */
  private readonly snaps = new WeakMap<Position, SnappedPosition>();

  /** @param boundless whether every position is on the map, at any distance from its node */
  constructor(
    private readonly network: RoadNetwork,
    private readonly boundless: boolean,
  ) {}

  snap(position: Position): SnappedPosition {
    const known = this.recall(position);
    if (known) return known;
    const snap = this.snapToRoad(position);
    this.snaps.set(position, snap);
    return snap;
  }

  /** Does not cache the result: weak references to short-lived objects slow garbage collection. */
  snapOnce(position: Position): SnappedPosition {
    return this.recall(position) ?? this.snapToRoad(position);
  }

  /** Compares the coordinates, because the owner of the object may have changed them. */
  private recall(position: Position): SnappedPosition | undefined {
    const known = this.snaps.get(position);
    return known?.lat === position.lat && known.lng === position.lng ? known : undefined;
  }

  private snapToRoad({ lat, lng }: Position): SnappedPosition {
    const { node, distanceMeters } = this.network.nearestNode({ lat, lng });
    const onMap = this.boundless || distanceMeters <= OFF_MAP_METERS;
    return { node: onMap ? node : OFF_MAP, distanceMeters, lat, lng };
  }
}

import type { Position } from '#contracts';
import { OFF_MAP_METERS } from './access-leg.js';
import type { RoadNetwork } from '../network/road-network.js';

/** Stands for a node where a position isn't in this city. */
export const OFF_MAP = -1;

/** Where a position meets the roads. */
export interface Snap {
  /** The nearest place, or OFF_MAP (−1) when even that is more than 1 km away. */
  readonly node: number;
  /** Straight line between the position and that place. */
  readonly distanceMeters: number;
}

/**
 * Positions that were snapped once, to be asked about for many targets. The arrays may be
 * longer than `length`: who keeps them up to date needn't make them anew for each driver.
 */
export interface SnappedStarts {
  /** How many there are. */
  readonly length: number;
  /** The place of each, OFF_MAP (−1) where it isn't in this city. */
  readonly nodes: Int32Array;
  /** Straight line between each position and its place, in metres. */
  readonly offsets: Float32Array;
  /** The positions themselves, in degrees. */
  readonly latitudes: Float64Array;
  readonly longitudes: Float64Array;
}

export interface SnappedPosition extends Snap, Position {}

/** Snaps positions, and remembers those of objects it is shown again. */
export class PositionSnapper {
  /** Drivers standing still are asked about with each request; snapping them is the dear part. */
  private readonly snaps = new WeakMap<Position, SnappedPosition>();

  /** @param boundless a position is its nearest place however far away; none is off the map */
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

  /** Remembers nothing: what lives for a moment would only make garbage collection slower. */
  snapOnce(position: Position): SnappedPosition {
    return this.recall(position) ?? this.snapToRoad(position);
  }

  /** Compares the coordinates, because the owner of the object may have moved it. */
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

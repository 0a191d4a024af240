import type { Position } from '#contracts';
import type { SnappedStarts, TravelEstimator, TravelRow, TravelToTarget } from '#geo';
import { nodeOrders } from './node-order-cache.js';

const FIRST_CAPACITY = 64;
/** The node of the drivers off the map. */
const OFF_MAP_NODE = -1;

/** The arrays grow, and the number of positions that are in use doesn't matter to a look-up. */
interface Positions extends SnappedStarts {
  length: number;
  nodes: Int32Array;
  offsets: Float32Array;
  latitudes: Float64Array;
  longitudes: Float64Array;
}

/**
 * The idle drivers by their junction, kept up to date driver by driver. It answers how soon the
 * nearest one can be at a pickup: a change costs one snap, and a question the junctions around the
 * pickup, at any size of the fleet. Only a pickup off the map is compared with all drivers.
 */
export class NearestSupply {
  private readonly slotOf = new Map<string, number>();
  private readonly free: number[] = [];
  /** The slots of the drivers at each node; OFF_MAP (−1) for those off the map. */
  private readonly slotsAt = new Map<number, Set<number>>();
  private readonly positions: Positions = {
    length: 0,
    nodes: new Int32Array(FIRST_CAPACITY),
    offsets: new Float32Array(FIRST_CAPACITY),
    latitudes: new Float64Array(FIRST_CAPACITY),
    longitudes: new Float64Array(FIRST_CAPACITY),
  };

  constructor(private readonly estimator: Pick<TravelEstimator, 'snapOnce' | 'prepareTarget'>) {}

  get size(): number {
    return this.slotOf.size;
  }

  /** Adds a driver, or moves a known one. */
  put(driverId: string, { lat, lng }: Position): void {
    const known = this.slotOf.get(driverId);
    const slot = known ?? this.takeSlot();
    const { nodes, offsets, latitudes, longitudes } = this.positions;
    if (known !== undefined) {
      if (latitudes[slot] === lat && longitudes[slot] === lng) return;
      this.leaveNode(slot);
    }
    const snap = this.estimator.snapOnce({ lat, lng });
    latitudes[slot] = lat;
    longitudes[slot] = lng;
    nodes[slot] = snap.node;
    offsets[slot] = snap.distanceMeters;
    this.slotOf.set(driverId, slot);
    const slots = this.slotsAt.get(snap.node);
    if (slots) slots.add(slot);
    else this.slotsAt.set(snap.node, new Set([slot]));
  }

  /** Removes a driver; an unknown id has no effect. */
  remove(driverId: string): void {
    const slot = this.slotOf.get(driverId);
    if (slot === undefined) return;
    this.leaveNode(slot);
    this.slotOf.delete(driverId);
    this.free.push(slot);
  }

  clear(): void {
    this.slotOf.clear();
    this.slotsAt.clear();
    this.free.length = 0;
    this.positions.length = 0;
  }

  /**
   * @param reachSeconds longest time until a driver arrives, inclusive
   * @returns the time in seconds until the nearest driver arrives, the same as that of the road
   *   batch; null when no driver is within reach
   */
  findSoonest(pickup: Position, reachSeconds: number): number | null {
    const target = this.estimator.prepareTarget(pickup);
    const soonest = target.row
      ? this.searchOutwards(target, target.row, reachSeconds)
      : this.searchAll(target);
    return soonest <= reachSeconds ? soonest : null;
  }

  private searchOutwards(target: TravelToTarget, row: TravelRow, reachSeconds: number): number {
    let soonest = this.soonestAt(OFF_MAP_NODE, target);
    for (const node of nodeOrders.getOrder(row)) {
      const travelSeconds = row.seconds[node]!;
      if (travelSeconds > soonest || travelSeconds > reachSeconds) break;
      soonest = Math.min(soonest, this.soonestAt(node, target));
    }
    return soonest;
  }

  private searchAll(target: TravelToTarget): number {
    let soonest = Infinity;
    for (const node of this.slotsAt.keys())
      soonest = Math.min(soonest, this.soonestAt(node, target));
    return soonest;
  }

  private soonestAt(node: number, target: TravelToTarget): number {
    let soonest = Infinity;
    const slots = this.slotsAt.get(node);
    if (!slots) return soonest;
    for (const slot of slots) {
      // Rounded as the road batch rounds.
      soonest = Math.min(soonest, Math.fround(target.secondsFrom(this.positions, slot)));
    }
    return soonest;
  }

  private leaveNode(slot: number): void {
    const node = this.positions.nodes[slot]!;
    const slots = this.slotsAt.get(node);
    slots?.delete(slot);
    if (slots?.size === 0) this.slotsAt.delete(node);
  }

  private takeSlot(): number {
    const free = this.free.pop();
    if (free !== undefined) return free;
    const { positions } = this;
    if (positions.length === positions.nodes.length) grow(positions);
    return positions.length++;
  }
}

function grow(positions: Positions): void {
  const capacity = positions.nodes.length * 2;
  const copy = <T extends { set(values: T): void }>(to: T, from: T): T => {
    to.set(from);
    return to;
  };
  positions.nodes = copy(new Int32Array(capacity), positions.nodes);
  positions.offsets = copy(new Float32Array(capacity), positions.offsets);
  positions.latitudes = copy(new Float64Array(capacity), positions.latitudes);
  positions.longitudes = copy(new Float64Array(capacity), positions.longitudes);
}

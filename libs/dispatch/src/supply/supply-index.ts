import type { Position } from '#contracts';
import type { SnappedStarts, TravelEstimator } from '#geo';
import type { SupplyDriver } from '../policy/dispatch-policy.js';

/** Position and availability of a driver in the index. */
export interface SupplyEntry {
  readonly position: Position;
  /** Seconds until the driver is free at that position (default 0). */
  readonly busySeconds?: number;
}

interface Slot extends SupplyDriver {
  busySeconds: number;
}

const FIRST_CAPACITY = 64;
/** Marks a node whose position has changed since it was snapped. */
const STALE = -2;

/**
 * The drivers who could get an offer, and their positions. Drivers move far more often than riders
 * ask: a move writes two numbers, and the position is snapped to the road on the next read. There
 * is no spatial tree to maintain: a batch sorts the drivers by junction when it begins, 0.3 ms for
 * 5,000, and searches the road network from the pickup.
 */
export class SupplyIndex {
  private readonly slotOf = new Map<string, number>();
  private slots: Slot[] = [];
  private latitudes = new Float64Array(FIRST_CAPACITY);
  private longitudes = new Float64Array(FIRST_CAPACITY);
  private nodes = new Int32Array(FIRST_CAPACITY);
  private offsets = new Float32Array(FIRST_CAPACITY);
  private isSorted = true;

  constructor(private readonly estimator: Pick<TravelEstimator, 'snapOnce'>) {}

  get size(): number {
    return this.slots.length;
  }

  /** Adds a driver, or updates position and busy time of a known one. */
  put(driverId: string, { position, busySeconds = 0 }: SupplyEntry): void {
    const knownSlot = this.slotOf.get(driverId);
    const slot = knownSlot ?? this.append(driverId);
    this.slots[slot]!.busySeconds = busySeconds;
    const { lat, lng } = position;
    const isSamePosition = this.latitudes[slot] === lat && this.longitudes[slot] === lng;
    if (knownSlot !== undefined && isSamePosition) return;
    this.latitudes[slot] = lat;
    this.longitudes[slot] = lng;
    this.nodes[slot] = STALE;
  }

  /** Removes a driver; an unknown id has no effect. */
  remove(driverId: string): void {
    const slot = this.slotOf.get(driverId);
    if (slot === undefined) return;
    const last = this.slots.length - 1;
    if (slot !== last) this.move(last, slot);
    this.slots.pop();
    this.slotOf.delete(driverId);
    this.isSorted &&= slot === last;
  }

  /** Removes all other drivers. */
  retain(driverIds: ReadonlySet<string>): void {
    for (const { driverId } of this.slots.slice()) {
      if (!driverIds.has(driverId)) this.remove(driverId);
    }
  }

  /** Index of a driver in `listDrivers()`; undefined for an unknown id. */
  indexOf(driverId: string): number | undefined {
    this.sort();
    return this.slotOf.get(driverId);
  }

  /** The drivers by id, in the order of `snapAll()`. Valid until a driver is added or removed. */
  listDrivers(): readonly SupplyDriver[] {
    this.sort();
    return this.slots;
  }

  /** Snapped positions in the order of `listDrivers()`. Valid until the next change. */
  snapAll(): SnappedStarts {
    this.sort();
    const { latitudes, longitudes, nodes, offsets } = this;
    for (let slot = 0; slot < this.slots.length; slot++) {
      if (nodes[slot] !== STALE) continue;
      const position = { lat: latitudes[slot]!, lng: longitudes[slot]! };
      const snap = this.estimator.snapOnce(position);
      nodes[slot] = snap.node;
      offsets[slot] = snap.distanceMeters;
    }
    return { length: this.slots.length, nodes, offsets, latitudes, longitudes };
  }

  private append(driverId: string): number {
    const slot = this.slots.length;
    if (slot === this.latitudes.length) this.grow();
    this.isSorted &&= slot === 0 || this.slots[slot - 1]!.driverId < driverId;
    this.slots.push({ driverId, busySeconds: 0 });
    this.slotOf.set(driverId, slot);
    return slot;
  }

  private move(from: number, to: number): void {
    const moved = this.slots[from]!;
    this.slots[to] = moved;
    this.slotOf.set(moved.driverId, to);
    this.latitudes[to] = this.latitudes[from]!;
    this.longitudes[to] = this.longitudes[from]!;
    this.nodes[to] = this.nodes[from]!;
    this.offsets[to] = this.offsets[from]!;
  }

  private grow(): void {
    const capacity = this.latitudes.length * 2;
    const grown = <T extends { set(values: T): void }>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.latitudes = grown(new Float64Array(capacity), this.latitudes);
    this.longitudes = grown(new Float64Array(capacity), this.longitudes);
    this.nodes = grown(new Int32Array(capacity), this.nodes);
    this.offsets = grown(new Float32Array(capacity), this.offsets);
  }

  /** Sorts by id, so that the decision of a policy does not depend on the order of arrival. */
  private sort(): void {
    if (this.isSorted) return;
    const order = this.slots.map((_, slot) => slot);
    order.sort((a, b) => (this.slots[a]!.driverId < this.slots[b]!.driverId ? -1 : 1));
    const { slots, latitudes, longitudes, nodes, offsets } = this;
    const spare = latitudes.length - order.length;
    const arranged = [...order, ...Array.from({ length: spare }, (_, i) => order.length + i)];
    this.slots = order.map((slot) => slots[slot]!);
    this.latitudes = Float64Array.from(arranged, (slot) => latitudes[slot]!);
    this.longitudes = Float64Array.from(arranged, (slot) => longitudes[slot]!);
    this.nodes = Int32Array.from(arranged, (slot) => nodes[slot]!);
    this.offsets = Float32Array.from(arranged, (slot) => offsets[slot]!);
    this.slots.forEach(({ driverId }, slot) => this.slotOf.set(driverId, slot));
    this.isSorted = true;
  }
}

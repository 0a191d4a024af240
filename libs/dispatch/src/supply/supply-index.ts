import type { Position } from '#contracts';
import type { SnappedStarts, TravelEstimator } from '#geo';
import type { SupplyDriver } from '../policy/dispatch-policy.js';
import { PositionColumns } from './position-columns.js';

/** Position and availability of a driver in the index. */
export interface SupplyEntry {
  readonly position: Position;
  /** Seconds until the driver is free at that position (default 0). */
  readonly busySeconds?: number;
}

interface Slot extends SupplyDriver {
  busySeconds: number;
  index: number;
}

/** Marks a node whose position has changed since it was snapped. */
const STALE = -2;

/**
 * The drivers who could get an offer, and their positions. Drivers move far more often than riders
 * ask: a move writes two numbers, and the position is snapped to the road on the next read. There
 * is no spatial tree to maintain: a batch sorts the drivers by junction when it begins, and
 * searches the road network from the pickup. Drivers who came or went since the batch before are
 * merged into the order of the others, because sorting all ids takes many times as long.
 */
export class SupplyIndex {
  private readonly slotOf = new Map<string, Slot>();
  /** By id up to `sortedCount`, then as they came. A driver who was removed leaves a hole. */
  private slots: (Slot | undefined)[] = [];
  private sortedCount = 0;
  private columns = new PositionColumns();

  constructor(private readonly estimator: Pick<TravelEstimator, 'snapOnce'>) {}

  get size(): number {
    return this.slotOf.size;
  }

  /** Adds a driver, or updates position and busy time of a known one. */
  put(driverId: string, { position, busySeconds = 0 }: SupplyEntry): void {
    const known = this.slotOf.get(driverId);
    const slot = known ?? this.append(driverId);
    slot.busySeconds = busySeconds;
    if (known && this.columns.isAt(slot.index, position)) return;
    this.columns.writePosition(slot.index, position);
    this.columns.nodes[slot.index] = STALE;
  }

  /** Removes a driver; an unknown id has no effect. */
  remove(driverId: string): void {
    const slot = this.slotOf.get(driverId);
    if (!slot) return;
    this.slotOf.delete(driverId);
    this.slots[slot.index] = undefined;
  }

  /** Removes all other drivers. */
  retain(driverIds: ReadonlySet<string>): void {
    for (const driverId of this.slotOf.keys()) if (!driverIds.has(driverId)) this.remove(driverId);
  }

  /** Index of a driver in `listDrivers()`; undefined for an unknown id. */
  indexOf(driverId: string): number | undefined {
    this.sort();
    return this.slotOf.get(driverId)?.index;
  }

  /** The drivers by id, in the order of `snapAll()`. Valid until a driver is added or removed. */
  listDrivers(): readonly SupplyDriver[] {
    return this.sort();
  }

  /** Snapped positions in the order of `listDrivers()`. Valid until the next change. */
  snapAll(): SnappedStarts {
    this.sort();
    const { columns } = this;
    for (let index = 0; index < columns.length; index++) {
      if (columns.nodes[index] !== STALE) continue;
      columns.writeSnap(index, this.estimator.snapOnce(columns.readPosition(index)));
    }
    return columns;
  }

  private append(driverId: string): Slot {
    if (this.slots.length === this.columns.capacity) {
      // Removed drivers leave room.
      this.sort();
      if (this.slots.length > this.columns.capacity / 2) this.columns.grow();
    }
    const slot = { driverId, busySeconds: 0, index: this.slots.length };
    this.slots.push(slot);
    this.slotOf.set(driverId, slot);
    return slot;
  }

  /** Sorts by id, so that the decision of a policy does not depend on the order of arrival. */
  private sort(): Slot[] {
    const { slots, sortedCount } = this;
    const hasHoles = slots.length > this.slotOf.size;
    if (!hasHoles && sortedCount === slots.length) return slots as Slot[];
    const added = slots.slice(sortedCount).filter((slot) => slot !== undefined);
    added.sort((a, b) => (a.driverId < b.driverId ? -1 : 1));
    const columns = new PositionColumns(this.columns.capacity);
    const sorted: Slot[] = [];
    const take = (slot: Slot): void => {
      columns.append(this.columns, slot.index);
      slot.index = sorted.length;
      sorted.push(slot);
    };
    let next = 0;
    for (let index = 0; index < sortedCount; index++) {
      const slot = slots[index];
      if (!slot) continue;
      while (next < added.length && added[next]!.driverId < slot.driverId) take(added[next++]!);
      take(slot);
    }
    while (next < added.length) take(added[next++]!);
    this.slots = sorted;
    this.columns = columns;
    this.sortedCount = sorted.length;
    return sorted;
  }
}

import type { Position } from '#contracts';
import { NO_NODE, OFF_MAP, type OutwardTravel, type TravelEstimator } from '#geo';
import { PositionColumns } from './position-columns.js';
import { PositionGrid } from './position-grid.js';

type Estimator = Pick<TravelEstimator, 'snapOnce' | 'prepareOutwards' | 'offMapReachMeters'>;

/** A question in progress: the nearest drivers to one pickup. */
interface Search {
  readonly pickup: Position;
  readonly travel: OutwardTravel;
  /** Drivers who take longer don't matter; at first the reach. A negative one ends the search. */
  limitSeconds: number;
  /** Called with the time of each driver within the limit, in seconds. */
  found(seconds: number): void;
}

/**
 * The idle drivers by their junction and by their place, kept up to date driver by driver. It
 * answers how soon the nearest one can be at a pickup: a change costs one snap, and a question the
 * junctions and the cells around the pickup, at any size of the fleet and of the city.
 */
export class NearestSupply {
  private readonly slotOf = new Map<string, number>();
  private readonly free: number[] = [];
  /** The slots of the drivers at each junction. */
  private readonly slotsAt = new Map<number, Set<number>>();
  /** All drivers by their place, for a pickup off the map: the way there is a straight line. */
  private readonly everywhere = new PositionGrid();
  /** The drivers off the map, for a pickup on it. */
  private readonly offMap = new PositionGrid();
  /** The number of them that are in use doesn't matter to a look-up. */
  private readonly positions = new PositionColumns();

  constructor(private readonly estimator: Estimator) {}

  get size(): number {
    return this.slotOf.size;
  }

  /** Adds a driver, or moves a known one. */
  put(driverId: string, position: Position): void {
    const known = this.slotOf.get(driverId);
    const slot = known ?? this.takeSlot();
    if (known !== undefined) {
      if (this.positions.isAt(slot, position)) return;
      this.leavePlace(slot);
    }
    this.positions.writePosition(slot, position);
    this.positions.writeSnap(slot, this.estimator.snapOnce(this.positions.readPosition(slot)));
    this.slotOf.set(driverId, slot);
    this.enterPlace(slot);
  }

  /** Removes a driver; an unknown id has no effect. */
  remove(driverId: string): void {
    const slot = this.slotOf.get(driverId);
    if (slot === undefined) return;
    this.leavePlace(slot);
    this.slotOf.delete(driverId);
    this.free.push(slot);
  }

  clear(): void {
    this.slotOf.clear();
    this.slotsAt.clear();
    this.everywhere.clear();
    this.offMap.clear();
    this.free.length = 0;
    this.positions.length = 0;
  }

  /**
   * @param reachSeconds longest time until a driver arrives, inclusive
   * @returns the time in seconds until the nearest driver arrives, the same as that of the road
   *   batch; null when no driver is within reach
   */
  findSoonest(pickup: Position, reachSeconds: number): number | null {
    let soonest: number | null = null;
    this.search(pickup, reachSeconds, (seconds, search) => {
      soonest = search.limitSeconds = seconds;
    });
    return soonest;
  }

  /**
   * Counts the drivers within reach. The cost is that of the counted drivers and of the junctions
   * up to them.
   *
   * @param limit the search ends when so many were found
   */
  countWithin(pickup: Position, reachSeconds: number, limit: number): number {
    let count = 0;
    this.search(pickup, reachSeconds, (_seconds, search) => {
      if (count < limit) count += 1;
      if (count === limit) search.limitSeconds = -1;
    });
    return count;
  }

  private search(
    pickup: Position,
    limitSeconds: number,
    onFound: (seconds: number, search: Search) => void,
  ): void {
    const travel = this.estimator.prepareOutwards(pickup);
    const search: Search = {
      pickup,
      travel,
      limitSeconds,
      found: (seconds) => {
        onFound(seconds, search);
      },
    };
    if (travel.isOffMap) this.searchGrid(this.everywhere, search);
    else {
      this.searchByRoad(search);
      // After the roads, because the time that was found there leaves few cells to look at.
      this.searchGrid(this.offMap, search);
    }
  }

  private searchByRoad(search: Search): void {
    const { travel } = search;
    if (this.slotsAt.size === 0) return;
    for (let node = travel.nextNode(); node !== NO_NODE; node = travel.nextNode()) {
      if (travel.nodeSeconds(node) > search.limitSeconds) return;
      const slots = this.slotsAt.get(node);
      if (slots) for (const slot of slots) this.visit(slot, search);
    }
  }

  private searchGrid(grid: PositionGrid, search: Search): void {
    grid.search(search.pickup, {
      limitMeters: () => this.estimator.offMapReachMeters(search.limitSeconds),
      visit: (slot) => {
        this.visit(slot, search);
      },
    });
  }

  private visit(slot: number, search: Search): void {
    // Rounded as the road batch rounds.
    const seconds = Math.fround(search.travel.secondsFrom(this.positions, slot));
    if (seconds <= search.limitSeconds) search.found(seconds);
  }

  private enterPlace(slot: number): void {
    const node = this.positions.nodes[slot]!;
    const place = this.positions.readPosition(slot);
    this.everywhere.put(slot, place);
    if (node === OFF_MAP) {
      this.offMap.put(slot, place);
      return;
    }
    const slots = this.slotsAt.get(node);
    if (slots) slots.add(slot);
    else this.slotsAt.set(node, new Set([slot]));
  }

  private leavePlace(slot: number): void {
    const node = this.positions.nodes[slot]!;
    const place = this.positions.readPosition(slot);
    this.everywhere.remove(slot, place);
    this.offMap.remove(slot, place);
    const slots = this.slotsAt.get(node);
    slots?.delete(slot);
    if (slots?.size === 0) this.slotsAt.delete(node);
  }

  private takeSlot(): number {
    const free = this.free.pop();
    if (free !== undefined) return free;
    if (this.positions.length === this.positions.capacity) this.positions.grow();
    return this.positions.length++;
  }
}

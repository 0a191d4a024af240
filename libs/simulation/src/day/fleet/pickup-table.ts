import { TopK, type NearestDrivers, type PickupTimes } from '#dispatch';
import type { ManyToMany, RouteEnds } from '#geo';
import type { WaitingRide } from '../waiting-ride.js';
import type { FleetParts } from './fleet-parts.js';
import type { SoloCar } from './solo-car.js';

export interface PickupTableParts {
  /** The time of the window, in seconds since midnight of the first day. */
  readonly at: number;
  readonly rides: readonly WaitingRide[];
  readonly cars: readonly SoloCar[];
  /** Time from the departure within which a car must arrive; later cars are not paired. */
  readonly patienceSeconds: number;
  readonly fleet: Pick<FleetParts, 'clock' | 'city' | 'energy'>;
  readonly travel: ManyToMany;
}

/**
 * Pickup times of the riders and cars of one window, each computed when the policy asks for it: by
 * rider where riders are few, and by car where cars are few.
 */
export class PickupTable implements PickupTimes {
  private readonly carNodes: Uint32Array;
  private readonly busySeconds: Float64Array;
  private readonly pickupNodes: Uint32Array;
  /** Seconds until each rider is lost. */
  private readonly remainingSeconds: Float64Array;
  /** The riders with excluded cars. */
  private readonly excluding: number[] = [];
  /** The time of rider `r` and car `d` is at `[r * cars + d]`; empty until a row is asked for. */
  private byRider = new Float32Array(0);
  /** By rider, 1 when the row is computed. */
  private readonly isComputed: Uint8Array;
  private readonly pickups: RouteEnds;
  private readonly nearest = new TopK();

  constructor(private readonly parts: PickupTableParts) {
    const { at, rides, cars, patienceSeconds } = parts;
    this.carNodes = new Uint32Array(cars.length);
    this.busySeconds = new Float64Array(cars.length);
    this.pickupNodes = new Uint32Array(rides.length);
    this.remainingSeconds = new Float64Array(rides.length);
    // `from` with a function takes several times as long as these loops.
    for (let driver = 0; driver < cars.length; driver++) {
      this.carNodes[driver] = cars[driver]!.node;
      this.busySeconds[driver] = cars[driver]!.busySeconds;
    }
    for (let request = 0; request < rides.length; request++) {
      const { plan, excluded } = rides[request]!;
      this.pickupNodes[request] = plan.pickupNode;
      this.remainingSeconds[request] = plan.departureSeconds + patienceSeconds - at;
      if (excluded.size > 0) this.excluding.push(request);
    }
    const limits = this.remainingSeconds;
    // With speeds by hour a drive may take less time than by the roads, so no limit is known.
    const { isConstant } = parts.fleet.clock;
    this.pickups = { nodes: this.pickupNodes, ...(isConstant && { limits }) };
    this.isComputed = new Uint8Array(rides.length);
  }

  fill(request: number, into: Float32Array): void {
    into.set(this.rowOf(request));
  }

  fillForDriver(driver: number, into: Float32Array): void {
    const { remainingSeconds, parts, excluding } = this;
    parts.travel.fromStart(this.carNodes[driver]!, this.pickups, into);
    const busy = this.busySeconds[driver]!;
    for (let request = 0; request < into.length; request++) {
      const seconds = this.pickupSeconds(into[request]!, busy);
      into[request] = seconds > remainingSeconds[request]! ? Infinity : seconds;
    }
    const { index } = parts.cars[driver]!;
    for (const request of excluding) {
      if (parts.rides[request]!.excluded.has(index)) into[request] = Infinity;
    }
    if (!parts.fleet.energy) return;
    for (let request = 0; request < into.length; request++) {
      if (into[request]! < Infinity && !this.isInRange(request, driver)) into[request] = Infinity;
    }
  }

  findNearest(request: number, count: number, taken?: Uint8Array): NearestDrivers {
    const row = this.rowOf(request);
    const { nearest } = this;
    nearest.reset(count);
    for (let driver = 0, limit = nearest.threshold; driver < row.length; driver++) {
      if (row[driver]! >= limit || taken?.[driver] === 1) continue;
      nearest.offer(driver, row[driver]!);
      limit = nearest.threshold;
    }
    const { columns: drivers, costs: seconds } = nearest.result();
    return { drivers, seconds };
  }

  private rowOf(request: number): Float32Array {
    const cars = this.carNodes.length;
    if (this.byRider.length === 0) this.byRider = new Float32Array(this.isComputed.length * cars);
    const row = this.byRider.subarray(request * cars, (request + 1) * cars);
    if (this.isComputed[request] === 1) return row;
    if (cars >= this.pickupNodes.length) {
      this.computeRow(request, row);
      this.isComputed[request] = 1;
    } else this.computeAllByCar();
    return row;
  }

  /** One search for each car costs less than one for each rider then. */
  private computeAllByCar(): void {
    const { byRider, isComputed } = this;
    const cars = this.carNodes.length;
    const column = new Float32Array(this.pickupNodes.length);
    for (let driver = 0; driver < cars; driver++) {
      this.fillForDriver(driver, column);
      for (let r = 0, at = driver; r < column.length; r++, at += cars) byRider[at] = column[r]!;
    }
    isComputed.fill(1);
  }

  private computeRow(request: number, row: Float32Array): void {
    const { travel, rides, cars, fleet } = this.parts;
    const remaining = this.remainingSeconds[request]!;
    const starts = { nodes: this.carNodes, ...(fleet.clock.isConstant && { limits: remaining }) };
    travel.toTarget(this.pickupNodes[request]!, starts, row);
    for (let driver = 0; driver < row.length; driver++) {
      const seconds = this.pickupSeconds(row[driver]!, this.busySeconds[driver]!);
      row[driver] = seconds > remaining ? Infinity : seconds;
    }
    const { excluded } = rides[request]!;
    if (excluded.size === 0 && !fleet.energy) return;
    cars.forEach(({ index }, driver) => {
      if (row[driver] === Infinity) return;
      if (excluded.has(index) || !this.isInRange(request, driver)) row[driver] = Infinity;
    });
  }

  /** A car whose charge is not enough for the ride and for the way to a station can't serve it. */
  private isInRange(request: number, driver: number): boolean {
    const { at, rides, cars, fleet } = this.parts;
    const { energy, city } = fleet;
    if (!energy) return true;
    const { pickupNode, dropoffNode, tripMeters } = rides[request]!.plan;
    const { index, node } = cars[driver]!;
    const toPickup = city.times.travel(node, pickupNode).distanceMeters;
    const further = tripMeters + energy.metersToStation(dropoffNode);
    return toPickup + further <= energy.rangeAt(index, at);
  }

  /** Seconds until a car arrives that is free in `busy` seconds and then drives. */
  private pickupSeconds(driving: number, busy: number): number {
    const { fleet, at } = this.parts;
    const { clock } = fleet;
    return clock.isConstant ? driving + busy : clock.duration(at + busy, driving) + busy;
  }
}

import { TopK, type NearestDrivers, type PickupTimes } from '#dispatch';
import type { ManyToMany } from '#geo';
import type { TravelClock } from '../travel-clock.js';
import type { WaitingRide } from '../waiting-ride.js';
import type { SoloCar } from './solo-car.js';

export interface PickupTableParts {
  /** The time of the window, in seconds since midnight of the first day. */
  readonly at: number;
  readonly rides: readonly WaitingRide[];
  readonly cars: readonly SoloCar[];
  /** Time from the departure within which a car must arrive; later cars are not paired. */
  readonly patienceSeconds: number;
  readonly clock: TravelClock;
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
  /** By rider and car. With more riders than cars only the row of the last rider is kept. */
  private readonly seconds: Float32Array;
  /** By rider, 1 when the row is computed. */
  private readonly isComputed: Uint8Array;
  private readonly keepsRows: boolean;
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
    this.keepsRows = rides.length <= cars.length;
    this.seconds = new Float32Array(this.keepsRows ? rides.length * cars.length : cars.length);
    this.isComputed = new Uint8Array(rides.length);
  }

  fill(request: number, into: Float32Array): void {
    into.set(this.rowOf(request));
  }

  fillForDriver(driver: number, into: Float32Array): void {
    const { remainingSeconds, parts, excluding } = this;
    parts.travel.fromStart(this.carNodes[driver]!, this.pickupNodes, into);
    const busy = this.busySeconds[driver]!;
    for (let request = 0; request < into.length; request++) {
      const seconds = this.pickupSeconds(into[request]!, busy);
      into[request] = seconds > remainingSeconds[request]! ? Infinity : seconds;
    }
    const { index } = parts.cars[driver]!;
    for (const request of excluding) {
      if (parts.rides[request]!.excluded.has(index)) into[request] = Infinity;
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
    if (!this.keepsRows) return this.computeRow(request, this.seconds);
    const count = this.carNodes.length;
    const row = this.seconds.subarray(request * count, (request + 1) * count);
    if (this.isComputed[request] === 1) return row;
    this.isComputed[request] = 1;
    return this.computeRow(request, row);
  }

  private computeRow(request: number, row: Float32Array): Float32Array {
    const { travel, rides, cars } = this.parts;
    travel.toTarget(this.pickupNodes[request]!, this.carNodes, row);
    const remaining = this.remainingSeconds[request]!;
    for (let driver = 0; driver < row.length; driver++) {
      const seconds = this.pickupSeconds(row[driver]!, this.busySeconds[driver]!);
      row[driver] = seconds > remaining ? Infinity : seconds;
    }
    const { excluded } = rides[request]!;
    if (excluded.size === 0) return row;
    cars.forEach(({ index }, driver) => {
      if (excluded.has(index)) row[driver] = Infinity;
    });
    return row;
  }

  /** Seconds until a car arrives that is free in `busy` seconds and then drives. */
  private pickupSeconds(driving: number, busy: number): number {
    const { clock, at } = this.parts;
    return clock.isConstant ? driving + busy : clock.duration(at + busy, driving) + busy;
  }
}

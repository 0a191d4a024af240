import { createDenseBatch, type DispatchBatch } from '#dispatch';
import type { WaitingRide } from '../waiting-ride.js';
import type { FleetParts } from './fleet-parts.js';
import type { SoloCar } from './solo-car.js';

export interface WindowParts {
  readonly at: number;
  readonly rides: readonly WaitingRide[];
  readonly cars: readonly SoloCar[];
  /** Time from the departure within which a car must arrive; later cars are not paired. */
  readonly patienceSeconds: number;
}

/** Travel of one rider, kept so that no window searches for it again. */
interface RiderRow {
  /** Seconds to the pickup by car. */
  readonly pickups: Float32Array;
  /** Seconds and metres to the pickup by junction. */
  readonly seconds: Float32Array;
  readonly meters: Float32Array;
}

/**
 * Pickup times of each waiting rider from each car. A row is filled on first use and updated for
 * cars that have moved since then. Of 200 cars five move in a window; a look-up of all cars for
 * all riders in each window, at scattered addresses, took half the time of a simulated day.
 */
export class PickupTable {
  private readonly rows = new Map<WaitingRide, RiderRow>();
  private readonly nodes: Int32Array;

  constructor(
    private readonly parts: Pick<FleetParts, 'clock' | 'city' | 'energy'>,
    private readonly cars: readonly SoloCar[],
  ) {
    this.nodes = Int32Array.from(cars, ({ node }) => node);
  }

  /** Creates the batch of one window. */
  createBatch({ at, rides, cars, patienceSeconds }: WindowParts): DispatchBatch {
    this.updateMovedCars();
    const { clock } = this.parts;
    const columns = new Uint32Array(cars.length);
    const busy = new Float64Array(cars.length);
    cars.forEach(({ index, busySeconds }, c) => {
      columns[c] = index;
      busy[c] = busySeconds;
    });
    const pickupSeconds = new Float32Array(rides.length * cars.length);
    rides.forEach((ride, r) => {
      const row = this.getRow(ride).pickups;
      const first = r * columns.length;
      const remaining = ride.plan.departureSeconds + patienceSeconds - at;
      for (let c = 0; c < columns.length; c++) {
        const wait = busy[c]!;
        const pickup = clock.duration(at + wait, row[columns[c]!]!) + wait;
        pickupSeconds[first + c] = pickup > remaining ? Infinity : pickup;
      }
    });
    this.excludeByRange(pickupSeconds, { at, rides, cars, patienceSeconds });
    const requests = rides.map((ride) => ride.toRequest(at, clock));
    return createDenseBatch({ requests, drivers: cars, pickupSeconds });
  }

  /** Drops the row of a rider who was served or lost, or whose excluded cars have changed. */
  remove(ride: WaitingRide): void {
    this.rows.delete(ride);
  }

  /** A car whose charge is not enough for the ride and for the way to a station can't serve it. */
  private excludeByRange(pickupSeconds: Float32Array, { at, rides, cars }: WindowParts): void {
    const { energy } = this.parts;
    if (!energy) return;
    const ranges = cars.map(({ index }) => energy.rangeAt(index, at));
    rides.forEach((ride, r) => {
      const { meters } = this.getRow(ride);
      const { tripMeters, dropoffNode } = ride.plan;
      const further = tripMeters + energy.metersToStation(dropoffNode);
      cars.forEach(({ node }, c) => {
        if (meters[node]! + further > ranges[c]!) pickupSeconds[r * cars.length + c] = Infinity;
      });
    });
  }

  private getRow(ride: WaitingRide): RiderRow {
    const known = this.rows.get(ride);
    if (known) return known;
    const { seconds, meters } = this.parts.city.times.getRow(ride.plan.pickupNode);
    const pickups = new Float32Array(this.nodes.length);
    // `Float32Array.from` with a function takes ten times as long as this loop.
    for (let car = 0; car < pickups.length; car++) pickups[car] = seconds[this.nodes[car]!]!;
    for (const car of ride.excluded) pickups[car] = Infinity;
    const row = { pickups, seconds, meters };
    this.rows.set(ride, row);
    return row;
  }

  private updateMovedCars(): void {
    const moved = this.cars.filter(({ index, node }) => this.nodes[index] !== node);
    if (moved.length === 0) return;
    for (const { index, node } of moved) this.nodes[index] = node;
    for (const [ride, { pickups, seconds }] of this.rows) {
      for (const car of moved) {
        pickups[car.index] = ride.excluded.has(car.index) ? Infinity : seconds[car.node]!;
      }
    }
  }
}

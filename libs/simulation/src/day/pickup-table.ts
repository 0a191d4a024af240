import { createDenseBatch, type DispatchBatch } from '#dispatch';
import type { TravelTimes } from '#geo';
import type { Car } from './car.js';
import type { WaitingRide } from './waiting-ride.js';

export interface WindowParts {
  readonly at: number;
  readonly rides: readonly WaitingRide[];
  readonly cars: readonly Car[];
  /** From the departure until a car has to be there; who comes later can't be paired. */
  readonly patienceSeconds: number;
}

interface RiderRow {
  /** By car. */
  readonly pickups: Float32Array;
  /** By junction. Kept while the rider waits, so that it isn't searched for in each window. */
  readonly seconds: Float32Array;
}

/**
 * How far each waiting rider is from each car. A row is filled when somebody asks and mended
 * where cars have driven off since: of 200 cars five do in a window, and looking up all of them
 * for all riders anew, all over the memory, took half of a simulated day.
 */
export class PickupTable {
  private readonly rows = new Map<WaitingRide, RiderRow>();
  private readonly nodes: Int32Array;

  constructor(
    private readonly times: TravelTimes,
    private readonly cars: readonly Car[],
  ) {
    this.nodes = Int32Array.from(cars, ({ node }) => node);
  }

  /** One window's demand and supply. */
  createBatch({ at, rides, cars, patienceSeconds }: WindowParts): DispatchBatch {
    this.updateMovedCars();
    const columns = new Uint32Array(cars.length);
    const busy = new Float64Array(cars.length);
    cars.forEach(({ index, busySeconds }, c) => {
      columns[c] = index;
      busy[c] = busySeconds;
    });
    const pickupSeconds = new Float32Array(rides.length * cars.length);
    rides.forEach((ride, r) => {
      const row = this.getRow(ride);
      const first = r * columns.length;
      const left = ride.plan.departureSeconds + patienceSeconds - at;
      for (let c = 0; c < columns.length; c++) {
        const pickup = row[columns[c]!]! + busy[c]!;
        pickupSeconds[first + c] = pickup > left ? Infinity : pickup;
      }
    });
    const requests = rides.map((ride) => ride.toRequest(at));
    return createDenseBatch({ requests, drivers: cars, pickupSeconds });
  }

  /** The rider has a car, or has left. */
  remove(ride: WaitingRide): void {
    this.rows.delete(ride);
  }

  private getRow(ride: WaitingRide): Float32Array {
    const known = this.rows.get(ride);
    if (known) return known.pickups;
    const { seconds } = this.times.getRow(ride.plan.pickupNode);
    const pickups = new Float32Array(this.nodes.length);
    // Not `from` with a function, which takes ten times as long.
    for (let car = 0; car < pickups.length; car++) pickups[car] = seconds[this.nodes[car]!]!;
    for (const car of ride.excluded) pickups[car.index] = Infinity;
    this.rows.set(ride, { pickups, seconds });
    return pickups;
  }

  private updateMovedCars(): void {
    const moved = this.cars.filter(({ index, node }) => this.nodes[index] !== node);
    if (moved.length === 0) return;
    for (const { index, node } of moved) this.nodes[index] = node;
    for (const [ride, { pickups, seconds }] of this.rows) {
      for (const car of moved) {
        pickups[car.index] = ride.excluded.has(car) ? Infinity : seconds[car.node]!;
      }
    }
  }
}

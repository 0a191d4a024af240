import { createDenseBatch } from '#dispatch';
import type { Stop } from '#geo';
import type { PoolingRules } from '../day-record.js';
import type { DayFleet, FleetBatch, FleetCar, WindowRides } from '../fleet/day-fleet.js';
import type { FleetParts } from '../fleet/fleet-parts.js';
import type { WaitingRide } from '../waiting-ride.js';
import { InsertionSearch } from './insertion-search.js';
import { listPooledColumns } from './pooled-columns.js';
import { PooledCar } from './pooled-car.js';
import { PooledRide } from './pooled-ride.js';
import { StopOrderSearch } from './stop-order.js';
import { schedulePlan, type PlanRules, type StopPlan } from './stop-plan.js';

export interface PooledParts extends FleetParts {
  readonly pooling: PoolingRules;
  readonly patienceSeconds: number;
}

/**
 * A fleet whose cars take several riders at a time. What the policy sees as the pickup time of a
 * rider and a car is the cost of the rider in the plan of that car, so every policy decides about
 * shared rides by its own rule.
 */
export class PooledFleet implements DayFleet {
  readonly cars: readonly PooledCar[];
  private readonly byId: ReadonlyMap<string, PooledCar>;
  private readonly rules: PlanRules;
  private readonly insertions: InsertionSearch;
  private readonly orders: StopOrderSearch;
  /** The waiting rides, one entry each. */
  private readonly rides = new Map<WaitingRide, PooledRide>();
  /** The cars that got a rider since the first batch of the window. */
  private changed = new Set<PooledCar>();

  constructor(private readonly parts: PooledParts) {
    const { city, clock, pooling } = parts;
    this.cars = city.startNodes.map((node, index) => new PooledCar(index, node, parts));
    this.byId = new Map(this.cars.map((car) => [car.driverId, car]));
    this.rules = { clock, seats: pooling.seats };
    this.insertions = new InsertionSearch(this.rules);
    this.orders = new StopOrderSearch(this.rules);
  }

  advance(at: number): void {
    for (const car of this.cars) car.advance(at);
  }

  createBatch(window: WindowRides): FleetBatch | undefined {
    this.changed.clear();
    return this.batchOf(window, this.cars);
  }

  createNextBatch(window: WindowRides): FleetBatch | undefined {
    const cars = this.cars.filter((car) => car.hasPlan && this.changed.has(car));
    this.changed.clear();
    return this.batchOf({ ...window, lookaheadSeconds: 0 }, cars);
  }

  assign(ride: WaitingRide, { index }: FleetCar, at: number): boolean {
    const car = this.cars[index]!;
    car.advance(at);
    const pooled = this.pooledRide(ride);
    const plan = this.planWith(pooled, car, at);
    if (!plan) return false;
    pooled.assignedAt = at;
    car.follow(plan, at);
    // A ride from a junction to the same one is over at once.
    car.advance(at);
    this.changed.add(car);
    return true;
  }

  forget(ride: WaitingRide): void {
    this.rides.delete(ride);
  }

  listMembers(at: number): readonly PooledCar[] {
    const members = this.cars.filter((car) => !car.isOffered);
    for (const car of members) car.busySeconds = Math.max(0, car.freeAt - at);
    return members;
  }

  reposition({ index }: FleetCar, { stop, at }: { stop: Stop; at: number }): void {
    const { clock, log } = this.parts;
    const atSeconds = clock.arrive(at, stop.seconds);
    log.recordReposition({ meters: stop.meters, seconds: clock.duration(at, stop.seconds) });
    log.recordStop(index, { kind: 'reposition', atSeconds, node: stop.node });
    this.cars[index]!.reposition(stop.node, atSeconds);
  }

  finish(): void {
    this.advance(Infinity);
  }

  private batchOf(window: WindowRides, cars: readonly PooledCar[]): FleetBatch | undefined {
    const { at, rides } = window;
    if (rides.length === 0 || cars.length === 0) return undefined;
    const pooled = rides.map((ride) => this.pooledRide(ride));
    const { insertions } = this;
    const { clock } = this.parts;
    const columns = listPooledColumns({ window, cars, pooled, insertions, clock });
    if (columns.every(({ driver }) => driver.busySeconds > 0)) return undefined;
    const pickupSeconds = new Float32Array(rides.length * columns.length);
    columns.forEach(({ costs }, c) => {
      for (let r = 0; r < rides.length; r++) pickupSeconds[r * columns.length + c] = costs[r]!;
    });
    const requests = rides.map((ride) => ride.toRequest(at, clock));
    const drivers = columns.map(({ driver }) => driver);
    return { batch: createDenseBatch({ requests, drivers, pickupSeconds }), cars: this.byId };
  }

  /** The plan of the car with one more rider, in the best order of its stops. */
  private planWith(ride: PooledRide, car: PooledCar, at: number): StopPlan | undefined {
    const start = car.startAt(at);
    this.insertions.begin({ at, start, plan: car.plan });
    if (this.insertions.findCost(ride, ride.latestPickupAt) === Infinity) return undefined;
    const { pickupIndex, dropoffIndex } = this.insertions;
    const inserted = [...car.plan.stops];
    inserted.splice(dropoffIndex, 0, ride.dropoff);
    inserted.splice(pickupIndex, 0, ride.pickup);
    const stops = this.orders.findBest(start, inserted);
    // A car whose next stop stays the same need not turn, and keeps its arrival there.
    const isSameDrive = stops[0] === car.plan.stops[0];
    return schedulePlan(isSameDrive ? car.origin : start, stops, this.rules);
  }

  private pooledRide(ride: WaitingRide): PooledRide {
    const known = this.rides.get(ride);
    if (known) return known;
    const { pooling, patienceSeconds, city } = this.parts;
    const latestPickupAt = ride.plan.departureSeconds + patienceSeconds;
    const { maxDetourSeconds } = pooling;
    const pooled = new PooledRide(ride.plan, city.times, { latestPickupAt, maxDetourSeconds });
    this.rides.set(ride, pooled);
    return pooled;
  }
}

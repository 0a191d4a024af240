import { createDenseBatch } from '#dispatch';
import type { Stop } from '#geo';
import type { PickupDrive } from '../acceptance.js';
import type { PoolingRules } from '../day-record.js';
import type { DayFleet, FleetBatch, FleetCar, WindowRides } from '../fleet/day-fleet.js';
import type { FleetParts } from '../fleet/fleet-parts.js';
import type { WaitingRide } from '../waiting-ride.js';
import { InsertionSearch } from './insertion-search.js';
import { listPooledColumns } from './pooled-columns.js';
import { PooledCar } from './pooled-car.js';
import { PooledRide, type PlannedStop } from './pooled-ride.js';
import { StopOrderSearch } from './stop-order.js';
import {
  rescheduleStops,
  schedulePlan,
  type PlanRules,
  type PlanStart,
  type StopPlan,
} from './stop-plan.js';

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
    const { city, clock, pooling, boardingSeconds } = parts;
    this.cars = city.startNodes.map((node, index) => new PooledCar(index, node, parts));
    this.byId = new Map(this.cars.map((car) => [car.driverId, car]));
    this.rules = { clock, seats: pooling.seats, boardingSeconds };
    this.insertions = new InsertionSearch(this.rules);
    this.orders = new StopOrderSearch(this.rules);
  }

  advance(at: number): void {
    for (const car of this.cars) {
      this.releaseCancelled(car, at);
      car.advance(at);
    }
  }

  createBatch(window: WindowRides): FleetBatch | undefined {
    this.changed.clear();
    return this.batchOf(
      window,
      this.cars.filter((car) => this.canServe(car, window.at)),
    );
  }

  createNextBatch(window: WindowRides): FleetBatch | undefined {
    const cars = this.cars.filter((car) => car.hasPlan && this.changed.has(car));
    this.changed.clear();
    return this.batchOf({ ...window, lookaheadSeconds: 0 }, cars);
  }

  assign(ride: WaitingRide, { index }: FleetCar, at: number): boolean {
    const car = this.cars[index]!;
    this.releaseCancelled(car, at);
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
    const members = this.cars.filter(
      (car) => !car.isOffered && this.canServe(car, Math.max(at, car.freeAt)),
    );
    for (const car of members) car.busySeconds = Math.max(0, car.freeAt - at);
    return members;
  }

  /** As if the car drove to the rider first. */
  pickupDrive({ plan }: WaitingRide, { index }: FleetCar, at: number): PickupDrive {
    const { city, clock } = this.parts;
    const start = this.cars[index]!.startAt(at);
    const { meters, seconds } = city.times.getRow(plan.pickupNode);
    const duration = clock.duration(start.at, seconds[start.node]!);
    return { meters: meters[start.node]!, seconds: duration };
  }

  reposition({ index }: FleetCar, { stop, at }: { stop: Stop; at: number }): void {
    const { clock, log, energy } = this.parts;
    const atSeconds = clock.arrive(at, stop.seconds);
    energy?.batteryOf(index)?.drive(at, { meters: stop.meters, freeAt: atSeconds });
    log.recordReposition({ meters: stop.meters, seconds: clock.duration(at, stop.seconds) });
    log.recordStop(index, { kind: 'reposition', atSeconds, node: stop.node });
    this.cars[index]!.reposition(stop.node, atSeconds);
  }

  charge({ index }: FleetCar, { node, until }: { node: number; until: number }): void {
    this.cars[index]!.charge(node, until);
  }

  finish(): void {
    this.advance(Infinity);
  }

  private canServe({ index }: PooledCar, at: number): boolean {
    const { duty, energy } = this.parts;
    return duty.canBegin(index, at) && !energy?.isLow(index, at);
  }

  /** Takes riders out of the plan of a car who cancel before their pickup, in the order of time. */
  private releaseCancelled(car: PooledCar, until: number): void {
    for (;;) {
      const next = earliest(car.listExpected().filter(({ cancelsAt }) => cancelsAt <= until));
      if (!next) return;
      const at = Math.max(next.cancelsAt, next.assignedAt);
      car.advance(at);
      if (!car.plan.stops.includes(next.pickup)) continue;
      const stops = car.plan.stops.filter(({ ride }) => ride !== next);
      const isSameDrive = stops[0] === car.plan.stops[0];
      const start = isSameDrive ? car.origin : car.startAt(at);
      car.release(next, { plan: rescheduleStops(start, stops, this.rules), at });
    }
  }

  private batchOf(window: WindowRides, cars: readonly PooledCar[]): FleetBatch | undefined {
    const { at, rides } = window;
    if (rides.length === 0 || cars.length === 0) return undefined;
    const pooled = rides.map((ride) => this.pooledRide(ride));
    const { insertions } = this;
    const { clock, duty } = this.parts;
    const hasCharge = (car: PooledCar, ride: PooledRide): boolean =>
      this.hasCharge(car, car.startAt(at), this.stopsWith(car, ride));
    const parts = { window, cars, pooled, insertions, clock, duty, hasCharge };
    const columns = listPooledColumns(parts);
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
    const inserted = this.stopsWith(car, ride);
    const best = this.orders.findBest(start, inserted);
    const stops = this.hasCharge(car, start, best) ? best : inserted;
    // A car whose next stop stays the same need not turn, and keeps its arrival there.
    const isSameDrive = stops[0] === car.plan.stops[0];
    return schedulePlan(isSameDrive ? car.origin : start, stops, this.rules);
  }

  /** The stops of a car with one more rider, at the place that was found last. */
  private stopsWith(car: PooledCar, ride: PooledRide): PlannedStop[] {
    const { pickupIndex, dropoffIndex } = this.insertions;
    const stops = [...car.plan.stops];
    stops.splice(dropoffIndex, 0, ride.dropoff);
    stops.splice(pickupIndex, 0, ride.pickup);
    return stops;
  }

  /** Whether a car has the charge for its stops and for the way to a station from the last one. */
  private hasCharge(car: PooledCar, start: PlanStart, stops: readonly PlannedStop[]): boolean {
    const { energy } = this.parts;
    if (!energy) return true;
    let [meters, node] = [car.passedMeters, start.node];
    for (const stop of stops) {
      meters += stop.row.meters[node]!;
      node = stop.node;
    }
    return meters + energy.metersToStation(node) <= energy.rangeAt(car.index, start.at);
  }

  private pooledRide(ride: WaitingRide): PooledRide {
    const known = this.rides.get(ride);
    if (known) return known;
    const { pooling, patienceSeconds, city } = this.parts;
    const latestPickupAt = ride.plan.departureSeconds + patienceSeconds;
    const { maxDetourSeconds } = pooling;
    const limits = { latestPickupAt, maxDetourSeconds, cancelsAt: ride.cancelsAt };
    const pooled = new PooledRide(ride.plan, city.times, limits);
    this.rides.set(ride, pooled);
    return pooled;
  }
}

/** The rider who cancels first. */
const earliest = (rides: readonly PooledRide[]): PooledRide | undefined =>
  rides.reduce<PooledRide | undefined>(
    (first, ride) => (first && first.cancelsAt <= ride.cancelsAt ? first : ride),
    undefined,
  );

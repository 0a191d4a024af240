import { advanceAlongRoute, type Stop } from '#geo';
import type { CarState, FleetCar } from '../fleet/day-fleet.js';
import type { FleetParts } from '../fleet/fleet-parts.js';
import { sortableId } from '../planned-city.js';
import type { PlannedStop, PooledRide } from './pooled-ride.js';
import { directSeconds, NO_STOPS, type PlanStart, type StopPlan } from './stop-plan.js';

type EmptyState = 'repositioning' | 'charging' | 'toPickup';

/** Travel times have 32 bits, so the sum of the parts of a drive differs a little from the whole. */
const ROUNDING_SECONDS = 0.01;

/** A car that serves several riders along a plan of stops. */
export class PooledCar implements FleetCar {
  readonly driverId: string;
  busySeconds = 0;
  isOffered = false;
  /** Grows when the car can take a ride that it could not take before. */
  planVersion = 0;
  private currentPlan = NO_STOPS;
  private readonly onBoard: PooledRide[] = [];
  /** Where and when the drive to the next stop began; a car at rest stands there since then. */
  private lastNode: number;
  private lastAt = 0;
  /** What a car without a plan does until `lastAt`. */
  private emptyState: EmptyState = 'repositioning';
  /** Metres driven without a rider since the last one left. */
  private emptyMeters = 0;
  /** The junction that the car has reached on the drive to its next stop. */
  private passed: Stop;

  constructor(
    readonly index: number,
    node: number,
    private readonly parts: FleetParts,
  ) {
    this.driverId = sortableId(index);
    this.lastNode = node;
    this.passed = { node, seconds: 0, meters: 0 };
  }

  get plan(): StopPlan {
    return this.currentPlan;
  }

  /** The junction at which the car will be free. */
  get node(): number {
    return this.plan.stops.at(-1)?.node ?? this.lastNode;
  }

  /** Time at which the car is free, in seconds since midnight of the first day. */
  get freeAt(): number {
    return this.plan.arrivals.at(-1) ?? this.lastAt;
  }

  get hasPlan(): boolean {
    return this.plan.stops.length > 0;
  }

  /** Where and when the drive to the next stop began. */
  get origin(): PlanStart {
    return { node: this.lastNode, at: this.lastAt, passengers: this.passengers };
  }

  /** Metres from `origin` to where `startAt` has let the car drive. */
  get passedMeters(): number {
    return this.passed.meters;
  }

  receiveOffer(): void {
    this.isOffered = true;
  }

  closeOffer(): void {
    this.isOffered = false;
  }

  stateAt(at: number): CarState {
    if (this.onBoard.length > 0) return 'withRider';
    if (this.hasPlan) return 'toPickup';
    if (this.isOffered) return 'offered';
    return at >= this.lastAt ? 'idle' : this.emptyState;
  }

  /** Makes the stops that are due. */
  advance(at: number): void {
    const { stops, arrivals } = this.plan;
    let done = 0;
    for (; done < stops.length && arrivals[done]! <= at; done++) {
      this.makeStop(stops[done]!, arrivals[done]!);
    }
    if (done === 0) return;
    this.currentPlan = { stops: stops.slice(done), arrivals: arrivals.slice(done) };
    if (!this.hasPlan) this.planVersion += 1;
  }

  /** Where a plan that is made at `at` begins: for a car on its way, the next junction. */
  startAt(at: number): PlanStart {
    const { passengers, lastNode, lastAt } = this;
    if (!this.hasPlan || at <= lastAt)
      return { node: lastNode, at: Math.max(at, lastAt), passengers };
    this.drive(at);
    const { node, seconds } = this.passed;
    return { node, at: this.parts.clock.arrive(lastAt, seconds), passengers };
  }

  /** Changes the plan at `at`. A car whose next stop is another one turns at the next junction. */
  follow(plan: StopPlan, at: number): void {
    if (plan.stops[0] !== this.plan.stops[0]) {
      const start = this.startAt(at);
      if (this.hasPlan) this.recordDrive(this.passed.meters, start.at);
      this.beginDrive(start.node, start.at);
    }
    this.currentPlan = plan;
    this.planVersion += 1;
  }

  /** Drives to a junction without a rider. */
  reposition(node: number, arrivesAt: number): void {
    this.beginDrive(node, arrivesAt);
    this.emptyState = 'repositioning';
    this.planVersion += 1;
  }

  /** Stays at a charger until `until`. */
  charge(node: number, until: number): void {
    this.beginDrive(node, until);
    this.emptyState = 'charging';
    this.planVersion += 1;
  }

  /** The riders whom the car has yet to pick up. */
  listExpected(): PooledRide[] {
    return this.plan.stops.flatMap(({ ride, isPickup }) => (isPickup ? [ride] : []));
  }

  /**
   * Makes a plan without a rider who cancelled. A car without another rider is free at the next
   * junction.
   */
  release(ride: PooledRide, { plan, at }: { plan: StopPlan; at: number }): void {
    this.follow(plan, at);
    let pickupMeters = 0;
    if (!this.hasPlan) {
      this.emptyState = 'toPickup';
      [pickupMeters, this.emptyMeters] = [this.emptyMeters, 0];
      const turn = { atSeconds: this.lastAt, node: this.lastNode, ride: ride.plan.index };
      this.parts.log.recordStop(this.index, { kind: 'turn', ...turn });
    }
    const lost = { status: 'lost', atSeconds: at, cancelled: 'assigned', pickupMeters } as const;
    this.parts.log.recordOutcome(ride.plan.index, lost);
  }

  private get passengers(): number {
    return this.onBoard.reduce((sum, { plan }) => sum + plan.passengers, 0);
  }

  /** Drives to the first junction that the car reaches at `at` or later. */
  private drive(at: number): void {
    const { passed, lastAt } = this;
    const seconds = this.parts.clock.drivingSeconds(lastAt, at) - passed.seconds;
    if (seconds <= 0) return;
    const leg = { from: passed.node, to: this.plan.stops[0]!.node, seconds };
    const stop = advanceAlongRoute(this.parts.city.times, leg);
    this.passed = {
      node: stop.node,
      seconds: passed.seconds + stop.seconds,
      meters: passed.meters + stop.meters,
    };
  }

  private beginDrive(node: number, at: number): void {
    this.lastNode = node;
    this.lastAt = at;
    this.passed = { node, seconds: 0, meters: 0 };
  }

  private makeStop(stop: PlannedStop, at: number): void {
    const { ride, node, isPickup } = stop;
    const { log, boardingSeconds } = this.parts;
    this.recordDrive(stop.row.meters[this.lastNode]!, at);
    this.beginDrive(node, isPickup ? at + boardingSeconds : at);
    const kind = isPickup ? 'pickup' : 'dropoff';
    log.recordStop(this.index, { kind, atSeconds: at, node, ride: ride.plan.index });
    if (!isPickup) return this.leave(ride, at);
    this.board(ride, at);
    log.recordDrive(this.onBoard.length, { meters: 0, seconds: boardingSeconds });
  }

  /** Records the drive since the last stop or turn. */
  private recordDrive(meters: number, until: number): void {
    const seconds = until - this.lastAt;
    this.parts.log.recordDrive(this.onBoard.length, { meters, seconds });
    const { energy } = this.parts;
    energy?.batteryOf(this.index)?.drive(this.lastAt, { meters, freeAt: until });
    if (this.onBoard.length === 0) this.emptyMeters += meters;
    for (const ride of this.onBoard) ride.rideMeters += meters;
  }

  private board(ride: PooledRide, at: number): void {
    ride.pickedUpAt = at;
    ride.emptyMeters = this.emptyMeters;
    this.emptyMeters = 0;
    this.onBoard.push(ride);
    if (this.onBoard.length > 1) for (const each of this.onBoard) each.isShared = true;
  }

  private leave(ride: PooledRide, droppedOffSeconds: number): void {
    this.onBoard.splice(this.onBoard.indexOf(ride), 1);
    const { plan, pickedUpAt: pickedUpSeconds } = ride;
    const inCarSeconds = droppedOffSeconds - pickedUpSeconds;
    // A ride without others has a detour too, when the car turned for a rider and turned again.
    const extraSeconds = inCarSeconds - directSeconds(ride, this.parts);
    const detourSeconds = extraSeconds > ROUNDING_SECONDS ? extraSeconds : 0;
    this.parts.log.recordOutcome(plan.index, {
      status: 'served',
      vehicle: this.index,
      assignedSeconds: ride.assignedAt,
      pickedUpSeconds,
      droppedOffSeconds,
      pickupMeters: ride.emptyMeters,
      tripMeters: ride.rideMeters,
      detourSeconds,
      isShared: ride.isShared,
    });
  }
}

import { advanceAlongRoute, type Stop } from '#geo';
import type { PickupDrive } from '../acceptance.js';
import type { PlannedRide } from '../planned-city.js';
import type { WaitingRide } from '../waiting-ride.js';
import type { DayFleet, FleetBatch, WindowRides } from './day-fleet.js';
import type { FleetParts } from './fleet-parts.js';
import { PickupTable } from './pickup-table.js';
import { SoloCar } from './solo-car.js';

/** A drive to a rider who cancels before the pickup. */
interface VainDrive {
  readonly car: SoloCar;
  readonly cancelledAt: number;
  /** Where the car is free again, with the time and the metres until there. */
  readonly stop: Stop;
  readonly freeAt: number;
  /** Metres of the drives that the cancellation spares. */
  readonly sparedMeters: number;
}

/** What a car does for a rider. Times are in seconds since midnight of the first day. */
interface SoloService {
  readonly assignedAt: number;
  readonly pickupMeters: number;
  readonly pickedUpAt: number;
  readonly droppedOffAt: number;
}

/** A fleet whose cars serve one rider at a time. */
export class SoloFleet implements DayFleet {
  readonly cars: readonly SoloCar[];
  private readonly pickups: PickupTable;
  private readonly byId: ReadonlyMap<string, SoloCar>;
  /** At most one for each car. */
  private vainDrives: VainDrive[] = [];

  constructor(private readonly parts: FleetParts) {
    const { startNodes } = parts.city;
    this.cars = startNodes.map((node, index) => new SoloCar(index, node));
    this.byId = new Map(this.cars.map((car) => [car.driverId, car]));
    this.pickups = new PickupTable(parts, this.cars);
  }

  /** The arrival of a car is known when it departs, unless its rider cancels on the way. */
  advance(at: number): void {
    if (this.vainDrives.length === 0) return;
    const due = this.vainDrives.filter(({ cancelledAt }) => cancelledAt <= at);
    for (const { car, stop, freeAt, sparedMeters } of due) {
      car.turn({ node: stop.node, arrivesAt: freeAt });
      this.parts.energy?.batteryOf(car.index)?.endDrive({ meters: sparedMeters, freeAt });
    }
    this.vainDrives = this.vainDrives.filter(({ cancelledAt }) => cancelledAt > at);
  }

  createBatch(window: WindowRides): FleetBatch | undefined {
    const { at, lookaheadSeconds, rides, patienceSeconds } = window;
    const cars = this.cars.filter((car) => this.canServe(car, at, lookaheadSeconds));
    // Most windows of a rush hour have no idle car, so there is no pair to decide about.
    if (cars.every(({ busySeconds }) => busySeconds > 0)) return undefined;
    const batch = this.pickups.createBatch({ at, rides, cars, patienceSeconds });
    return { batch, cars: this.byId };
  }

  /** No car takes a second rider. */
  createNextBatch(): undefined {
    return undefined;
  }

  assign(ride: WaitingRide, car: SoloCar, assignedAt: number): boolean {
    const { clock, city, energy, boardingSeconds } = this.parts;
    const { plan } = ride;
    const toPickup = city.times.getRow(plan.pickupNode);
    const pickupMeters = toPickup.meters[car.node]!;
    const pickedUpAt = clock.arrive(assignedAt, toPickup.seconds[car.node]!);
    const leavesAt = pickedUpAt + boardingSeconds;
    const droppedOffAt = clock.arrive(leavesAt, plan.tripSeconds) + boardingSeconds;
    const service = { assignedAt, pickupMeters, pickedUpAt, droppedOffAt };
    if (ride.cancelsAt < pickedUpAt) this.driveInVain(ride, car, service);
    else this.recordService(plan, car, service);
    const meters = pickupMeters + plan.tripMeters;
    const battery = energy?.batteryOf(car.index);
    battery?.drive(assignedAt, { meters, freeAt: droppedOffAt });
    car.serve(pickedUpAt, { node: plan.dropoffNode, arrivesAt: droppedOffAt });
    return true;
  }

  forget(ride: WaitingRide): void {
    this.pickups.remove(ride);
  }

  pickupDrive({ plan }: WaitingRide, car: SoloCar, at: number): PickupDrive {
    const { city, clock } = this.parts;
    const { meters, seconds } = city.times.getRow(plan.pickupNode);
    return { meters: meters[car.node]!, seconds: clock.duration(at, seconds[car.node]!) };
  }

  listMembers(at: number): readonly SoloCar[] {
    return this.cars.filter((car) => this.canServe(car, at, Infinity));
  }

  reposition(car: SoloCar, { stop, at }: { stop: Stop; at: number }): void {
    const { clock, log, energy } = this.parts;
    const arrivesAt = clock.arrive(at, stop.seconds);
    log.recordReposition({ meters: stop.meters, seconds: clock.duration(at, stop.seconds) });
    log.recordStop(car.index, { kind: 'reposition', atSeconds: arrivesAt, node: stop.node });
    energy?.batteryOf(car.index)?.drive(at, { meters: stop.meters, freeAt: arrivesAt });
    car.reposition({ node: stop.node, arrivesAt });
  }

  charge({ index }: SoloCar, { node, until }: { node: number; until: number }): void {
    this.cars[index]!.charge({ node, arrivesAt: until });
  }

  /** Every ride is recorded when it begins. */
  finish(): void {
    return;
  }

  private canServe(car: SoloCar, at: number, lookaheadSeconds: number): boolean {
    if (!car.isAvailable(at, lookaheadSeconds)) return false;
    const freeAt = at + car.busySeconds;
    const { duty, energy } = this.parts;
    return duty.canBegin(car.index, freeAt) && !energy?.isLow(car.index, freeAt);
  }

  private recordService(plan: PlannedRide, { index }: SoloCar, service: SoloService): void {
    const { log } = this.parts;
    const { assignedAt, pickupMeters, pickedUpAt, droppedOffAt } = service;
    const { tripMeters, index: ride, pickupNode, dropoffNode } = plan;
    log.recordOutcome(ride, {
      status: 'served',
      vehicle: index,
      assignedSeconds: assignedAt,
      pickedUpSeconds: pickedUpAt,
      droppedOffSeconds: droppedOffAt,
      pickupMeters,
      tripMeters,
      detourSeconds: 0,
      isShared: false,
    });
    log.recordDrive(0, { meters: pickupMeters, seconds: pickedUpAt - assignedAt });
    log.recordDrive(1, { meters: tripMeters, seconds: droppedOffAt - pickedUpAt });
    log.recordStop(index, { kind: 'pickup', atSeconds: pickedUpAt, node: pickupNode, ride });
    log.recordStop(index, { kind: 'dropoff', atSeconds: droppedOffAt, node: dropoffNode, ride });
  }

  /**
   * The car drives towards the rider until the cancellation, and is free at the next junction. The
   * policy does not know that before, so the car is only freed by `advance`.
   */
  private driveInVain({ plan, cancelsAt }: WaitingRide, car: SoloCar, service: SoloService): void {
    const { clock, city, log } = this.parts;
    const { assignedAt, pickupMeters } = service;
    const cancelledAt = Math.max(cancelsAt, assignedAt);
    const seconds = clock.drivingSeconds(assignedAt, cancelledAt);
    const stop = advanceAlongRoute(city.times, { from: car.node, to: plan.pickupNode, seconds });
    const freeAt = clock.arrive(assignedAt, stop.seconds);
    log.recordOutcome(plan.index, {
      status: 'lost',
      atSeconds: cancelledAt,
      cancelled: 'assigned',
      pickupMeters: stop.meters,
    });
    log.recordDrive(0, { meters: stop.meters, seconds: freeAt - assignedAt });
    const turn = { kind: 'turn', atSeconds: freeAt, node: stop.node, ride: plan.index } as const;
    log.recordStop(car.index, turn);
    const sparedMeters = pickupMeters + plan.tripMeters - stop.meters;
    this.vainDrives.push({ car, cancelledAt, stop, freeAt, sparedMeters });
  }
}

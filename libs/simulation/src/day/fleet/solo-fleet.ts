import type { ManyToMany, Stop } from '#geo';
import type { WaitingRide } from '../waiting-ride.js';
import type { DayFleet, FleetBatch, WindowRides } from './day-fleet.js';
import type { FleetParts } from './fleet-parts.js';
import { PickupTable } from './pickup-table.js';
import { SoloCar } from './solo-car.js';

/** A fleet whose cars serve one rider at a time. */
export class SoloFleet implements DayFleet {
  readonly cars: readonly SoloCar[];
  private readonly travel: ManyToMany;
  private readonly byId: ReadonlyMap<string, SoloCar>;

  constructor(private readonly parts: FleetParts) {
    const { startNodes } = parts.city;
    this.cars = startNodes.map((node, index) => new SoloCar(index, node));
    this.byId = new Map(this.cars.map((car) => [car.driverId, car]));
    this.travel = parts.city.times.prepareManyToMany();
  }

  /** A car that serves one rider needs no steps: its arrival is known when it departs. */
  advance(): void {
    return;
  }

  createBatch(window: WindowRides): FleetBatch | undefined {
    const { at, lookaheadSeconds, rides, patienceSeconds } = window;
    const cars = this.cars.filter((car) => car.isAvailable(at, lookaheadSeconds));
    // Most windows of a rush hour have no idle car, so there is no pair to decide about.
    if (cars.every(({ busySeconds }) => busySeconds > 0)) return undefined;
    const { clock } = this.parts;
    const { travel } = this;
    const pickups = new PickupTable({ at, rides, cars, patienceSeconds, clock, travel });
    // Riders are in the order of departure and cars in that of their ids, as a batch must be.
    const requests = rides.map((ride) => ride.toRequest(at, clock));
    return { batch: { requests, drivers: cars, pickups }, cars: this.byId };
  }

  /** No car takes a second rider. */
  createNextBatch(): undefined {
    return undefined;
  }

  assign({ plan }: WaitingRide, car: SoloCar, assignedSeconds: number): boolean {
    const { clock, city, log } = this.parts;
    const toPickup = city.times.travel(car.node, plan.pickupNode);
    const pickupMeters = toPickup.distanceMeters;
    const pickedUpSeconds = clock.arrive(assignedSeconds, toPickup.durationSeconds);
    const droppedOffSeconds = clock.arrive(pickedUpSeconds, plan.tripSeconds);
    const { tripMeters, index: ride, pickupNode, dropoffNode } = plan;
    log.recordOutcome(ride, {
      status: 'served',
      vehicle: car.index,
      assignedSeconds,
      pickedUpSeconds,
      droppedOffSeconds,
      pickupMeters,
      tripMeters,
      detourSeconds: 0,
      isShared: false,
    });
    const toPickupSeconds = pickedUpSeconds - assignedSeconds;
    log.recordDrive(0, { meters: pickupMeters, seconds: toPickupSeconds });
    const rideSeconds = droppedOffSeconds - pickedUpSeconds;
    log.recordDrive(1, { meters: tripMeters, seconds: rideSeconds });
    const pickup = { kind: 'pickup', atSeconds: pickedUpSeconds, node: pickupNode, ride } as const;
    log.recordStop(car.index, pickup);
    const dropoff = { atSeconds: droppedOffSeconds, node: dropoffNode, ride };
    log.recordStop(car.index, { kind: 'dropoff', ...dropoff });
    car.serve(pickedUpSeconds, { node: dropoffNode, arrivesAt: droppedOffSeconds });
    return true;
  }

  /** Nothing is kept about a rider. */
  forget(): void {
    return;
  }

  listMembers(at: number): readonly SoloCar[] {
    return this.cars.filter((car) => car.isAvailable(at, Infinity));
  }

  reposition(car: SoloCar, { stop, at }: { stop: Stop; at: number }): void {
    const { clock, log } = this.parts;
    const arrivesAt = clock.arrive(at, stop.seconds);
    log.recordReposition({ meters: stop.meters, seconds: clock.duration(at, stop.seconds) });
    log.recordStop(car.index, { kind: 'reposition', atSeconds: arrivesAt, node: stop.node });
    car.reposition({ node: stop.node, arrivesAt });
  }

  /** Every ride is recorded when it begins. */
  finish(): void {
    return;
  }
}

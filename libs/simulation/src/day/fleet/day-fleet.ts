import type { DispatchBatch, FleetMember } from '#dispatch';
import type { Stop } from '#geo';
import type { PickupDrive } from '../acceptance.js';
import type { WaitingRide } from '../waiting-ride.js';

export type CarState = 'idle' | 'offered' | 'repositioning' | 'toPickup' | 'withRider' | 'charging';

/** A car of the simulated fleet. Times are in seconds since midnight of the first day. */
export interface FleetCar extends FleetMember {
  readonly index: number;
  /** The time at which the car is free. */
  readonly freeAt: number;
  /** Whether the driver has an open offer. */
  readonly isOffered: boolean;
  receiveOffer(): void;
  closeOffer(): void;
  stateAt(at: number): CarState;
}

/** The riders of one window, and the rules of pairing them. */
export interface WindowRides {
  readonly at: number;
  readonly rides: readonly WaitingRide[];
  /** The batch includes cars that will be free within so many seconds. */
  readonly lookaheadSeconds: number;
  /** Time from the departure within which a car must arrive; later cars are not paired. */
  readonly patienceSeconds: number;
}

/** What the policy decides about, with the car of each driver of the batch. */
export interface FleetBatch {
  readonly batch: DispatchBatch;
  readonly cars: ReadonlyMap<string, FleetCar>;
}

/** The cars of a simulated day: what they can be asked for, and how they drive. */
export interface DayFleet {
  readonly cars: readonly FleetCar[];
  /** Lets every car drive until `at`. */
  advance(at: number): void;
  /** The batch of a window; undefined when no car can take a rider. */
  createBatch(window: WindowRides): FleetBatch | undefined;
  /**
   * The batch of the riders who are left, with the cars that got a rider in this window and may
   * take another one; undefined when there is none.
   */
  createNextBatch(window: WindowRides): FleetBatch | undefined;
  /**
   * Gives a rider to a car.
   *
   * @returns whether the car takes the rider; false when the riders that it got since the offer do
   *   not allow it
   */
  assign(ride: WaitingRide, car: FleetCar, at: number): boolean;
  /** Forgets what is kept about a rider who waits no longer, or whose excluded cars have changed. */
  forget(ride: WaitingRide): void;
  /** The drive of a car to a rider, if it departs now. */
  pickupDrive(ride: WaitingRide, car: FleetCar, at: number): PickupDrive;
  /** The cars that an anticipation may know of: all on duty without an open offer. */
  listMembers(at: number): readonly FleetCar[];
  /** Sends an idle car to a junction. */
  reposition(car: FleetCar, leg: { readonly stop: Stop; readonly at: number }): void;
  /** Sends an idle car to a charger, where it stays until its slot ends. */
  charge(car: FleetCar, stop: { readonly node: number; readonly until: number }): void;
  /** Lets every car finish its rides. */
  finish(): void;
}

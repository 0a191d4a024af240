import { sortableId } from '../planned-city.js';
import type { CarState, FleetCar } from './day-fleet.js';

interface Destination {
  readonly node: number;
  readonly arrivesAt: number;
}

/** What a car without a rider does until it is free. */
type EmptyState = 'repositioning' | 'charging' | 'toPickup';

/** A car that serves one rider at a time. Times are in seconds since midnight of the first day. */
export class SoloCar implements FleetCar {
  readonly driverId: string;
  /** Seconds until the car is free, as of the last call of `isAvailable`. */
  busySeconds = 0;
  private currentNode: number;
  private becomesFreeAt = 0;
  private pickedUpAt = 0;
  /** Undefined for a car that serves a rider. */
  private emptyState: EmptyState | undefined;
  private hasOffer = false;

  constructor(
    readonly index: number,
    node: number,
  ) {
    this.driverId = sortableId(index);
    this.currentNode = node;
  }

  /** The junction of the car, or the one at which it will be free. */
  get node(): number {
    return this.currentNode;
  }

  get freeAt(): number {
    return this.becomesFreeAt;
  }

  get isOffered(): boolean {
    return this.hasOffer;
  }

  /** Whether the car is free within `lookahead` seconds; a car with an open offer is not available. */
  isAvailable(at: number, lookahead: number): boolean {
    this.busySeconds = Math.max(0, this.freeAt - at);
    return !this.hasOffer && this.busySeconds <= lookahead;
  }

  receiveOffer(): void {
    this.hasOffer = true;
  }

  closeOffer(): void {
    this.hasOffer = false;
  }

  /** Drives to the pickup and then to the drop-off. */
  serve(pickedUpAt: number, dropoff: Destination): void {
    this.drive(dropoff);
    this.pickedUpAt = pickedUpAt;
    this.emptyState = undefined;
  }

  /** Ends the drive to a rider at a junction, where the car is free again. */
  turn(to: Destination): void {
    this.currentNode = to.node;
    this.becomesFreeAt = to.arrivesAt;
    this.emptyState = 'toPickup';
  }

  /** Drives to a junction without a rider. */
  reposition(to: Destination): void {
    this.drive(to);
    this.emptyState = 'repositioning';
  }

  /** Drives to a charger and charges; it is free at `arrivesAt`. */
  charge(to: Destination): void {
    this.drive(to);
    this.emptyState = 'charging';
  }

  stateAt(at: number): CarState {
    if (this.hasOffer) return 'offered';
    if (at >= this.freeAt) return 'idle';
    return this.emptyState ?? (at < this.pickedUpAt ? 'toPickup' : 'withRider');
  }

  private drive({ node, arrivesAt }: Destination): void {
    this.currentNode = node;
    this.becomesFreeAt = arrivesAt;
    this.hasOffer = false;
  }
}

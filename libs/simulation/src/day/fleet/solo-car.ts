import { sortableId } from '../planned-city.js';
import type { CarState, FleetCar } from './day-fleet.js';

interface Destination {
  readonly node: number;
  readonly arrivesAt: number;
}

/** A car that serves one rider at a time. Times are in seconds since midnight of the first day. */
export class SoloCar implements FleetCar {
  readonly driverId: string;
  /** Seconds until the car is free, as of the last call of `isAvailable`. */
  busySeconds = 0;
  private currentNode: number;
  private freeAt = 0;
  private pickedUpAt = 0;
  private isRepositioning = false;
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
    this.isRepositioning = false;
  }

  /** Drives to a junction without a rider. */
  reposition(to: Destination): void {
    this.drive(to);
    this.isRepositioning = true;
  }

  stateAt(at: number): CarState {
    if (this.hasOffer) return 'offered';
    if (at >= this.freeAt) return 'idle';
    if (this.isRepositioning) return 'repositioning';
    return at < this.pickedUpAt ? 'toPickup' : 'withRider';
  }

  private drive({ node, arrivesAt }: Destination): void {
    this.currentNode = node;
    this.freeAt = arrivesAt;
    this.hasOffer = false;
  }
}

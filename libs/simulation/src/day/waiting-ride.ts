import type { WaitingRequest } from '#dispatch';
import type { Car } from './car.js';
import type { PlannedRide } from './planned-city.js';

/** A request that waits for a car. */
export class WaitingRide {
  /** Number of offers without an answer. */
  openOffers = 0;
  private readonly excludedCars = new Set<Car>();

  constructor(readonly plan: PlannedRide) {}

  /** Cars whose drivers declined or let the offer expire; they get no further offer. */
  get excluded(): ReadonlySet<Car> {
    return this.excludedCars;
  }

  exclude(car: Car): void {
    this.excludedCars.add(car);
  }

  /** The request for the policy. */
  toRequest(at: number): WaitingRequest {
    const { tripId, departureSeconds, tripSeconds } = this.plan;
    return { tripId, tripSeconds, waitingSeconds: at - departureSeconds };
  }
}

import type { WaitingRequest } from '#dispatch';
import type { Car } from './car.js';
import type { PlannedRide } from './planned-city.js';

/** A rider who has asked and has no car yet. */
export class WaitingRide {
  /** Offers that wait for an answer. */
  openOffers = 0;
  private readonly excludedCars = new Set<Car>();

  constructor(readonly plan: PlannedRide) {}

  /** Who declined, or let the offer expire: they aren't asked again. */
  get excluded(): ReadonlySet<Car> {
    return this.excludedCars;
  }

  exclude(car: Car): void {
    this.excludedCars.add(car);
  }

  /** As the policy sees it. */
  toRequest(at: number): WaitingRequest {
    const { tripId, departureSeconds, tripSeconds } = this.plan;
    return { tripId, tripSeconds, waitingSeconds: at - departureSeconds };
  }
}

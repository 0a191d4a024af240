import type { WaitingRequest } from '#dispatch';
import type { PlannedRide } from './planned-city.js';
import type { TravelClock } from './travel-clock.js';

/** A driver who has missed so many offers of a ride is not asked again for it, as with the server. */
const MAX_MISSED = 3;

/** A request that waits for a car. */
export class WaitingRide {
  /** Number of offers without an answer. */
  openOffers = 0;
  private readonly excludedCars = new Set<number>();
  /** The offers that the drivers of these cars let expire. */
  private readonly missed = new Map<number, number>();
  /** Excluded cars that are asked again, with the time of it. */
  private readonly retries = new Map<number, number>();

  /**
   * @param cancelsAt when the rider cancels, in seconds since midnight of the first day; Infinity
   *   for a rider who waits as long as the patience of the rules
   */
  constructor(
    readonly plan: PlannedRide,
    readonly cancelsAt = Infinity,
  ) {}

  /** Indices of cars whose drivers declined or let the offer expire; they get no offer now. */
  get excluded(): ReadonlySet<number> {
    return this.excludedCars;
  }

  /** Excludes a car for good. */
  exclude(car: number): void {
    this.excludedCars.add(car);
  }

  /** Excludes a car until `retryAt`, and for good after its driver has missed three offers. */
  excludeUntil(car: number, retryAt: number): void {
    const count = this.missedBy(car) + 1;
    this.missed.set(car, count);
    this.exclude(car);
    if (count < MAX_MISSED) this.retries.set(car, retryAt);
  }

  /** The number of offers that the driver of a car let expire. */
  missedBy(car: number): number {
    return this.missed.get(car) ?? 0;
  }

  /** @returns whether cars were excluded until now, which may get an offer again */
  readmit(at: number): boolean {
    const due = [...this.retries].filter(([, retryAt]) => retryAt <= at);
    for (const [car] of due) {
      this.retries.delete(car);
      this.excludedCars.delete(car);
    }
    return due.length > 0;
  }

  /** The request for the policy, with the duration of a ride that begins now. */
  toRequest(at: number, clock: TravelClock): WaitingRequest {
    const { tripId, departureSeconds, tripSeconds } = this.plan;
    const duration = clock.duration(at, tripSeconds);
    return { tripId, tripSeconds: duration, waitingSeconds: at - departureSeconds };
  }
}

import type { DispatchBatch, Pairing } from '#dispatch';
import type { TravelEstimator } from '#geo';
import type { TripEntity } from '#trip';
import type { MatchingWindow } from './window-reader.js';

/** A driver who shall be asked, and their way to the pickup. */
export interface PlannedDriver {
  readonly driverId: string;
  readonly pickupSeconds: number;
  readonly pickupMeters: number;
}

/** A trip, and whom to ask to take it. */
export interface OfferPlan {
  readonly tripId: string;
  readonly drivers: readonly PlannedDriver[];
}

export interface Decision {
  readonly window: MatchingWindow;
  readonly batch: DispatchBatch;
  readonly pairings: readonly Pairing[];
}

/** What was decided, a plan for each trip that somebody is asked for. */
export function planOffers(
  { window, batch, pairings }: Decision,
  estimator: Pick<TravelEstimator, 'estimate'>,
): OfferPlan[] {
  const trips = new Map(window.trips.map((trip) => [trip.id, trip]));
  const positions = new Map(window.idle.map(({ driverId, position }) => [driverId, position]));
  const planned = new Map<TripEntity, PlannedDriver[]>();
  for (const { request, driver } of pairings) {
    const trip = trips.get(batch.requests[request]?.tripId ?? '');
    const driverId = batch.drivers[driver]?.driverId ?? '';
    const position = positions.get(driverId);
    // No policy pairs who isn't idle. Should one, the others' trips must not wait for it.
    if (!trip || !position) continue;
    const way = estimator.estimate(position, trip.pickup);
    const pickup = { pickupSeconds: way.durationSeconds, pickupMeters: way.distanceMeters };
    const drivers = planned.get(trip) ?? [];
    planned.set(trip, [...drivers, { driverId, ...pickup }]);
  }
  return [...planned].map(([{ id }, drivers]) => ({ tripId: id, drivers }));
}

import type { DispatchBatch, Pairing } from '#dispatch';
import type { TravelEstimator } from '#geo';
import type { TripEntity } from '#trip';
import type { OfferedRide } from '../domain/offer-state.js';
import type { MatchingWindow } from './window-reader.js';

/** A driver who will get an offer, and the drive to the pickup. */
export interface PlannedDriver {
  readonly driverId: string;
  readonly pickupSeconds: number;
  readonly pickupMeters: number;
  /** The driver's stops with the trip, when it joins the trips that the driver has. */
  readonly route?: OfferedRide['route'];
}

/** A trip and the drivers who will get an offer for it. */
export interface OfferPlan {
  readonly tripId: string;
  readonly drivers: readonly PlannedDriver[];
}

export interface Decision {
  readonly window: MatchingWindow;
  readonly batch: DispatchBatch;
  readonly pairings: readonly Pairing[];
}

/** Turns the policy's pairings into one plan for each trip that has a driver. */
export function planOffers(
  { window, batch, pairings }: Decision,
  estimator: Pick<TravelEstimator, 'prepareTarget'>,
): OfferPlan[] {
  const trips = new Map(window.trips.map((trip) => [trip.id, trip]));
  const planned = new Map<TripEntity, PlannedDriver[]>();
  for (const { request, driver } of pairings) {
    const trip = trips.get(batch.requests[request]?.tripId ?? '');
    const driverId = batch.drivers[driver]?.driverId ?? '';
    const position = window.taken.has(driverId) ? undefined : window.idle.positionOf(driverId);
    // Policies pair idle drivers only. A wrong pairing is skipped, so that it doesn't hold up
    // the offers of the other trips.
    if (!trip || !position) continue;
    // The policy has looked at the row of this pickup, so it is in the cache.
    const route = estimator.prepareTarget(trip.pickup).estimateFrom(position);
    const pickup = { pickupSeconds: route.durationSeconds, pickupMeters: route.distanceMeters };
    const drivers = planned.get(trip) ?? [];
    planned.set(trip, [...drivers, { driverId, ...pickup }]);
  }
  return [...planned].map(([{ id }, drivers]) => ({ tripId: id, drivers }));
}

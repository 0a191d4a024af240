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
  estimator: Pick<TravelEstimator, 'between'>,
): OfferPlan[] {
  const positions = new Map(window.idle.map(({ driverId, position }) => [driverId, position]));
  const planned = new Map<TripEntity, PlannedDriver[]>();
  for (const { request, driver } of pairings) {
    const trip = window.trips[request];
    const driverId = batch.drivers[driver]?.driverId ?? '';
    const position = positions.get(driverId);
    const pickupSeconds = batch.pickupSeconds[request * batch.drivers.length + driver];
    // No policy pairs who isn't idle. Should one, the others' trips must not wait for it.
    if (!trip || !position || pickupSeconds === undefined) continue;
    // The batch has times only; of all pairs, few are made.
    const pickupMeters = estimator.between(position, trip.pickup).distanceMeters;
    const drivers = planned.get(trip) ?? [];
    planned.set(trip, [...drivers, { driverId, pickupSeconds, pickupMeters }]);
  }
  return [...planned].map(([{ id }, drivers]) => ({ tripId: id, drivers }));
}

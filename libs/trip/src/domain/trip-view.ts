import type { Trip } from '#contracts';
import type { TripState } from './trip-state.js';

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

/** A trip as everybody entitled to it may see it: without its PIN. */
export function toTripView(state: TripState): Trip {
  const { id, status, version, riderId, rider, driver, pickup, dropoff, fare, cancelFee } = state;
  return {
    ...{ id, status, version, riderId, rider, driver, pickup, dropoff, fare },
    freeCancelUntil: iso(state.freeCancelUntil),
    cancelFee,
    pickupEtaSeconds: state.pickupEtaSeconds,
    requestedAt: state.requestedAt.toISOString(),
    assignedAt: iso(state.assignedAt),
    arrivedAt: iso(state.arrivedAt),
    startedAt: iso(state.startedAt),
    endedAt: iso(state.endedAt),
    cancellation: state.cancellation,
  };
}

/** For its rider only, and never in an event: with the PIN. */
export const toRiderTripView = (state: TripState): Trip => ({
  ...toTripView(state),
  pin: state.pin,
});

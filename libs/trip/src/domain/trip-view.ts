import type { Trip } from '#contracts';
import type { TripState } from './trip-state.js';

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

/** A trip as its driver and ops see it, and as events carry it: without the PIN. */
export function toTripView(state: TripState): Trip {
  return {
    id: state.id,
    status: state.status,
    version: state.version,
    riderId: state.riderId,
    rider: state.rider,
    driver: state.driver,
    pickup: state.pickup,
    dropoff: state.dropoff,
    pickupName: state.pickupName,
    dropoffName: state.dropoffName,
    fare: state.fare,
    freeCancelUntil: iso(state.freeCancelUntil),
    cancelFee: state.cancelFee,
    pickupEtaSeconds: state.pickupEtaSeconds,
    requestedAt: state.requestedAt.toISOString(),
    assignedAt: iso(state.assignedAt),
    arrivedAt: iso(state.arrivedAt),
    startedAt: iso(state.startedAt),
    endedAt: iso(state.endedAt),
    cancellation: state.cancellation,
    driverSilentSince: iso(state.driverSilentSince),
    driverLostAt: iso(state.driverLostAt),
    matchingDeadline: state.status === 'matching' ? iso(state.matchingDeadline) : null,
    shared: state.shared,
  };
}

/** A trip as only its rider sees it, with the PIN. No event carries this view. */
export const toRiderTripView = (state: TripState): Trip => ({
  ...toTripView(state),
  pin: state.pin,
});

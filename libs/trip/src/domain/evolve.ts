import type { TripEvent, TripRequested } from './trip-event.js';
import type { TripState } from './trip-state.js';

/** The driver isn't silent, or the trip has no driver. */
const HEARD = { driverSilentSince: null, driverLostAt: null } as const;

/** The first state of a trip, made by the request. */
export function begin(event: TripRequested): TripState {
  const { at, tripId, type: _type, ...given } = event;
  return {
    ...given,
    id: tripId,
    status: 'matching',
    version: 1,
    driver: null,
    pickupEtaSeconds: null,
    seat: null,
    excludedDriverIds: [],
    matchingSince: at,
    freeCancelUntil: null,
    requestedAt: at,
    assignedAt: null,
    arrivedAt: null,
    startedAt: null,
    endedAt: null,
    cancellation: null,
    ...HEARD,
  };
}

/**
 * The state after an event. The function applies an event unconditionally; `decide` has checked it.
 * Every event but `trip.driver_silent` ends the driver's silence: it follows from a command of the
 * driver, takes the driver away, or ends the trip.
 */
export function evolve(state: TripState, event: TripEvent): TripState {
  const next = { ...state, ...HEARD, version: state.version + 1 };
  switch (event.type) {
    case 'trip.requested':
      return begin(event);
    case 'trip.driver_assigned': {
      const { driver, pickupEtaSeconds, freeCancelUntil, at } = event;
      return {
        ...next,
        status: 'driver_assigned',
        driver,
        pickupEtaSeconds,
        freeCancelUntil,
        seat: event.seat ?? null,
        assignedAt: at,
      };
    }
    case 'trip.driver_arrived':
      return { ...next, status: 'driver_arrived', arrivedAt: event.at };
    case 'trip.started':
      return { ...next, status: 'in_progress', startedAt: event.at };
    case 'trip.completed':
      return { ...next, status: 'completed', endedAt: event.at };
    case 'trip.driver_silent':
      return { ...next, driverSilentSince: event.since, driverLostAt: event.lostAt };
    case 'trip.driver_back':
      return next;
    case 'trip.redispatching':
      return { ...next, ...restartSearch(state, event) };
    case 'trip.cancelled': {
      const { by, reason, fee, at } = event;
      return { ...next, status: 'cancelled', endedAt: at, cancellation: { by, reason, fee } };
    }
    case 'trip.no_drivers_available':
      return { ...next, status: 'no_drivers_available', endedAt: event.at };
  }
}

/** Resets the trip to its search with a new PIN, and excludes the driver who lost the trip. */
function restartSearch(
  state: TripState,
  event: TripEvent & { type: 'trip.redispatching' },
): Partial<TripState> {
  const excluded = state.driver ? [state.driver.id] : [];
  return {
    status: 'matching',
    driver: null,
    pickupEtaSeconds: null,
    seat: null,
    freeCancelUntil: null,
    assignedAt: null,
    arrivedAt: null,
    excludedDriverIds: [...new Set([...state.excludedDriverIds, ...excluded])],
    matchingSince: event.at,
    matchingDeadline: event.matchingDeadline,
    pin: event.pin,
  };
}

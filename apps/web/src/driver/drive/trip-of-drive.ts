import type { Trip } from '#contracts';
import type { DriveState } from './drive-state.js';

/** The state after this much is known of a trip. What is older than what was heard changes nothing. */
export function withTrip(state: DriveState, trip: Trip): DriveState {
  if (isOld(state, trip)) return state;
  const heard = { tripId: trip.id, version: trip.version };
  const offer = state.offer?.tripId === trip.id ? null : state.offer;
  const known = { ...state, heard, offer };
  switch (trip.status) {
    case 'driver_assigned':
    case 'driver_arrived':
    case 'in_progress':
      return { ...known, trip, ending: null };
    case 'completed':
      return { ...known, trip: null, ending: null, toRate: trip };
    // Back to matching: it was given up, and somebody else will drive.
    case 'matching':
    case 'cancelled':
    case 'no_drivers_available':
      return { ...known, trip: null, ending: { about: 'trip', trip } };
  }
}

function isOld({ heard, trip: current }: DriveState, trip: Trip): boolean {
  if (heard?.tripId === trip.id) return heard.version >= trip.version;
  // Another trip of ours goes on: only a later one replaces it.
  return current !== null && (current.assignedAt ?? '') > (trip.assignedAt ?? '');
}

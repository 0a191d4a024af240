import { hasEnded, type RiderState } from '../state/rider-state.js';
import type { StreamStore } from './stream-store.js';

/** The requests that are under way or have been answered, by store, so that none is sent twice. */
const requested = new WeakMap<StreamStore, string>();

/**
 * Requests the trip that a rider's stream does not contain completely. No event has the PIN, which
 * is new after a redispatch, and a trip that ended while there was no connection is not in the
 * snapshot.
 */
export function followMissingTrip(store: StreamStore, before: object): void {
  const { trip } = store.view.state as RiderState;
  const known = (before as RiderState).trip;
  const lacksPin = trip !== null && trip.pin === undefined && !hasEnded(trip);
  const wanted = lacksPin ? trip : !trip && known && !hasEnded(known) ? known : undefined;
  if (!wanted) return;
  const request = `${wanted.id} ${lacksPin ? wanted.version : 'ended'}`;
  if (requested.get(store) === request) return;
  requested.set(store, request);
  store.api.trip(wanted.id).then(
    (answer) => {
      // A trip that the snapshot lacks has ended. Another answer is older than the snapshot.
      if (lacksPin || hasEnded(answer)) store.dispatch({ type: 'answer', trip: answer });
    },
    () => requested.delete(store),
  );
}

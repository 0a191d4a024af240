import type { AnyCloudEvent, EphemeralData, Trip } from '#contracts';
import { useEffect, useReducer, useRef } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import type { StreamHealth } from '../../stream/stream-health.js';
import { useStream } from '../../stream/use-stream.js';
import { evolveRide, hasEnded, newRide, type RideState } from './ride-state.js';
import { lastRide } from '../ended/last-ride.js';

export interface Ride {
  state: RideState;
  health: StreamHealth;
  /** What a command was answered: it may be here before its event is. */
  take: (trip: Trip) => void;
  dismiss: () => void;
}

/** The rider's ride, as their stream tells it. */
export function useRide(): Ride {
  const { user } = useSignedIn();
  const [state, send] = useReducer(evolveRide, newRide);
  const health = useStream('rider', {
    onSnapshot: (snapshot) => send({ type: 'snapshot', trip: (snapshot as Snapshot).trip }),
    onEvent: (event: AnyCloudEvent) => send({ type: 'event', event }),
    onEphemeral: (type, data) => {
      if (type !== 'driver.location') return;
      send({ type: 'reading', reading: data as EphemeralData<'driver.location'> });
    },
  });
  const take = useRef((trip: Trip) => send({ type: 'answer', trip })).current;
  useMissing(state, take);
  const dismiss = () => {
    lastRide.forget(user.id);
    send({ type: 'dismissed' });
  };
  return { state, health, take, dismiss };
}

interface Snapshot {
  trip: Trip | null;
}

/**
 * Asks for what the stream doesn't carry. A ride that ended while nobody watched isn't in the
 * snapshot any more; and one that was requested in another tab has no PIN here.
 */
function useMissing({ trip, isKnown }: RideState, take: (trip: Trip) => void): void {
  const { user, api, guarded } = useSignedIn();
  const lacksPin = trip !== null && trip.pin === undefined && !hasEnded(trip);
  const tripId = trip?.id;
  useEffect(() => {
    if (tripId !== undefined) lastRide.remember(user.id, tripId);
  }, [user.id, tripId]);
  useEffect(() => {
    const wanted = lacksPin ? tripId : isKnown && !tripId ? lastRide.of(user.id) : undefined;
    if (wanted === undefined) return undefined;
    let isOver = false;
    guarded(() => api.trip(wanted)).then(
      (found) => isOver || take(found),
      // The next snapshot or reload asks again.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [user.id, tripId, lacksPin, isKnown, api, guarded, take]);
}

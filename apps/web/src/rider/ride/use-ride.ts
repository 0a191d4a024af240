import { hasEnded, initialRider, reduceRider, type RiderMessage, type RiderState } from '#client';
import type { Trip } from '#contracts';
import { useEffect, useReducer, useRef } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import type { StreamHealth } from '../../stream/stream-health.js';
import { useStream } from '../../stream/use-stream.js';
import { lastRide } from './last-ride.js';

export interface Ride {
  state: RiderState;
  health: StreamHealth;
  /** Applies the answer to a command. It may arrive before the event of the same change. */
  applyAnswer: (trip: Trip) => void;
  dismiss: () => void;
}

/** The rider's ride, as the rider's stream reports it. */
export function useRide(): Ride {
  const { user } = useSignedIn();
  const [state, dispatch] = useReducer(reduceRider, initialRider);
  const health = useStream('rider', {
    onSnapshot: (data) => dispatch({ type: 'stream.snapshot', data } as RiderMessage),
    onEvent: (event) => dispatch(event as RiderMessage),
    onEphemeral: (type, data) => dispatch({ type, data } as RiderMessage),
  });
  const applyAnswer = useRef((trip: Trip) => dispatch({ type: 'answer', trip })).current;
  useMissingTrip(state, applyAnswer);
  const dismiss = () => {
    lastRide.forget(user.id);
    dispatch({ type: 'dismissed' });
  };
  return { state, health, applyAnswer, dismiss };
}

/**
 * Requests a trip that the stream does not contain completely. A ride that ended while no page was
 * open is not in the snapshot, a ride that was requested in another tab has no PIN here, and a ride
 * that looks for another driver has a new one.
 */
function useMissingTrip({ trip, isKnown }: RiderState, onTrip: (trip: Trip) => void): void {
  const { user, api, guarded } = useSignedIn();
  const lacksPin = trip !== null && trip.pin === undefined && !hasEnded(trip);
  const tripId = trip?.id;
  // An answer that is older than the ride here changes nothing, so each version is asked for.
  const versionWithoutPin = lacksPin ? trip.version : undefined;
  useEffect(() => {
    if (tripId !== undefined) lastRide.remember(user.id, tripId);
  }, [user.id, tripId]);
  useEffect(() => {
    const wanted = lacksPin ? tripId : isKnown && !tripId ? lastRide.read(user.id) : undefined;
    if (wanted === undefined) return undefined;
    let isObsolete = false;
    guarded(() => api.trip(wanted)).then(
      (found) => isObsolete || onTrip(found),
      // The next snapshot or reload requests it again.
      () => undefined,
    );
    return () => {
      isObsolete = true;
    };
  }, [user.id, tripId, lacksPin, versionWithoutPin, isKnown, api, guarded, onTrip]);
}

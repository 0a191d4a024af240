import {
  ApiProblem,
  hasEnded,
  initialTrip,
  reduceTrip,
  type PastEvent,
  type TripMessage,
  type TripState,
} from '#client';
import type { Trip } from '#contracts';
import { useEffect, useReducer, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import type { StreamHealth } from '../../stream/stream-health.js';
import { useStream } from '../../stream/use-stream.js';

export interface RideDetail {
  /** `missing`: there is no such ride, or it is another rider's. */
  state: 'loading' | 'missing' | 'failed' | 'found';
  problem: unknown;
  retry: () => void;
}

/** Looks the ride up once, which distinguishes a missing ride from one whose stream is not open yet. */
export function useRideLookUp(tripId: string): RideDetail & { trip: Trip | undefined } {
  const { api, guarded } = useSignedIn();
  const [answer, setAnswer] = useState<{ trip?: Trip; problem?: unknown }>({});
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    let isObsolete = false;
    setAnswer({});
    guarded(() => api.trip(tripId)).then(
      (trip) => isObsolete || setAnswer({ trip }),
      (problem: unknown) => isObsolete || setAnswer({ problem }),
    );
    return () => {
      isObsolete = true;
    };
  }, [api, guarded, tripId, attempts]);
  const retry = () => setAttempts((count) => count + 1);
  return { state: stateOf(answer), ...answer, problem: answer.problem, trip: answer.trip, retry };
}

function stateOf({ trip, problem }: { trip?: Trip; problem?: unknown }): RideDetail['state'] {
  if (trip) return 'found';
  if (problem === undefined) return 'loading';
  return problem instanceof ApiProblem && problem.status === 404 ? 'missing' : 'failed';
}

/** The ride as its stream reports it, from the ride that was looked up. */
export function useLiveTrip(first: Trip): {
  trip: Trip;
  driverLocation: TripState['driverLocation'];
  health: StreamHealth;
  applyAnswer: (trip: Trip) => void;
} {
  const [{ trip, driverLocation }, dispatch] = useReducer(reduceTrip<Trip>, {
    ...initialTrip,
    trip: first,
  });
  const health = useStream(
    { trip: first.id },
    {
      onSnapshot: (data) => dispatch({ type: 'stream.snapshot', data } as TripMessage),
      onEvent: (event) => dispatch(event as TripMessage),
      onEphemeral: (type, data) => dispatch({ type, data } as TripMessage),
    },
  );
  const applyAnswer = (answer: Trip) =>
    dispatch({ type: 'trip.cancelled', data: { trip: answer } } as unknown as TripMessage);
  return { trip: trip ?? first, driverLocation, health, applyAnswer };
}

/** The events of the ride, read again with each of its versions and after the tip. */
export function useRideEvents(trip: Trip, isTipped: boolean): readonly PastEvent[] | undefined {
  const { api, guarded } = useSignedIn();
  const [events, setEvents] = useState<readonly PastEvent[]>();
  const { id, version } = trip;
  useEffect(() => {
    let isObsolete = false;
    guarded(() => api.tripEvents(id)).then(
      (found) => isObsolete || setEvents(found.events),
      // The next version asks again; an ended ride has the times of its trip all the same.
      () => isObsolete || setEvents((known) => known ?? []),
    );
    return () => {
      isObsolete = true;
    };
  }, [api, guarded, id, version, isTipped]);
  return events;
}

/** Whether a receipt exists: not before the end, and not for a ride that no driver took. */
export const hasReceipt = (trip: Trip): boolean =>
  hasEnded(trip) && trip.status !== 'no_drivers_available';

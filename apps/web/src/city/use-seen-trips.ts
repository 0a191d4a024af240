import type { Trip } from '#contracts';
import { useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../session/signed-in.js';
import type { CityState } from './city-state.js';
import { tripsUnderWay } from './map/driver-status.js';

/** One trip is looked up at a time, so that a large city costs its server no more than a small one. */
const LOOK_UP_EVERY_MS = 500;
/** The one seen longest ago is forgotten for the next. */
const MOST_TRIPS = 300;

export type SeenTrips = ReadonlyMap<string, Trip>;

/** Trips that somebody drives, as they were when they were first seen: at most two new ones a second. */
export function useSeenTrips(state: CityState | undefined): SeenTrips {
  const { api, guarded } = useSignedIn();
  const [seen, setSeen] = useState<SeenTrips>(new Map());
  const known = useRef(new Set<string>());
  const drivers = useRef(state?.drivers ?? []);
  useEffect(() => {
    drivers.current = state?.drivers ?? [];
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const next = tripsUnderWay(drivers.current).find(({ tripId }) => !known.current.has(tripId));
      if (!next) return;
      known.current = new Set([...known.current, next.tripId].slice(-2 * MOST_TRIPS));
      guarded(() => api.trip(next.tripId)).then(
        (trip) =>
          setSeen((trips) => new Map([...trips, [trip.id, trip] as const].slice(-MOST_TRIPS))),
        () => known.current.delete(next.tripId),
      );
    }, LOOK_UP_EVERY_MS);
    return () => clearInterval(timer);
  }, [api, guarded]);
  return seen;
}

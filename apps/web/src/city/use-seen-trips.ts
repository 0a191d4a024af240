import type { Trip } from '#contracts';
import { useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../session/signed-in.js';
import type { CityState } from './city-state.js';
import { tripsUnderWay } from './map/driver-status.js';

/** The time between two look-ups, so that a large city costs its server no more than a small one. */
const LOOK_UP_EVERY_MS = 500;
/** Trips that are remembered. Beyond this bound the oldest are dropped. */
const MOST_TRIPS = 300;

export type SeenTrips = ReadonlyMap<string, Trip>;

/** Trips with a driver, as they were when this page first saw them, at most two new ones a second. */
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

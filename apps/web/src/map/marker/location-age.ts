import type { DriverLocation } from '#client';
import { useMemo } from 'react';
import { formatSeconds } from '../../format/time.js';
import type { Intl } from '../../language/intl.js';
import { useNow } from '../../stream/use-now.js';

/**
 * A driver's client repeats its location every five seconds. Once two of them are missing, a car may
 * be elsewhere: pages draw it grey, without a direction, and give no time of arrival.
 */
const STALE_AFTER_SECONDS = 10;

/** @param ageSeconds seconds since the server received the location */
export const isLocationStale = (ageSeconds: number): boolean => ageSeconds > STALE_AFTER_SECONDS;

/**
 * The age of a driver's location in whole seconds while it is stale, which changes every second;
 * null while it is recent. It counts on from the server's age of the location, so the clocks of the
 * driver's phone and of this browser may be wrong.
 */
export function useStaleAge(location: DriverLocation | null): number | null {
  const now = useNow(location !== null);
  const writtenAt = useMemo(
    () => (location ? Date.now() - (location.ageSeconds ?? 0) * 1000 : 0),
    [location],
  );
  return location ? staleAge((now - writtenAt) / 1000) : null;
}

/**
 * The time of arrival that a page may show: the estimate of a recent location in seconds. It is null
 * without a location, for a place that can't be reached, and once the location is stale.
 */
export function useFreshEta(location: DriverLocation | null): number | null {
  const age = useStaleAge(location);
  return location && age === null ? location.etaSeconds : null;
}

/** @returns null for an age at which a car is where its location says */
export const staleAge = (seconds: number): number | null =>
  isLocationStale(seconds) ? Math.floor(seconds) : null;

/** The age in a few words, such as `Car seen 42 s ago`. */
export const ageSentence = (seconds: number, intl: Intl): string =>
  intl.formatMessage({ id: 'map.car-seen' }, { age: formatSeconds(seconds, intl) });

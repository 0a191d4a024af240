import type { DriverLocation } from '#client';
import { useMemo } from 'react';
import { formatSeconds } from '../../format/time.js';
import { useNow } from '../../stream/use-now.js';

/** A location is repeated every five seconds, and a driver who sends none for 15 s is silent. */
const OLD_AFTER_SECONDS = 15;

/**
 * The age of a driver's location in whole seconds while it is old, which changes every second;
 * null while it is recent. It counts on from the server's age of the location, so the clocks of the
 * driver's phone and of this browser may be wrong.
 */
export function useOldAge(location: DriverLocation | null): number | null {
  const now = useNow(location !== null);
  const writtenAt = useMemo(
    () => (location ? Date.now() - (location.ageSeconds ?? 0) * 1000 : 0),
    [location],
  );
  return location ? oldAge((now - writtenAt) / 1000) : null;
}

/** @returns null for an age at which a car is where its location says */
export const oldAge = (seconds: number): number | null =>
  seconds > OLD_AFTER_SECONDS ? Math.floor(seconds) : null;

/** The age in a few words, such as `Car seen 42 s ago`. */
export const ageSentence = (seconds: number): string => `Car seen ${formatSeconds(seconds)} ago`;

import type { Earnings } from '#contracts';
import { useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';

/** A tip comes after the ride, and no event on the wire tells of it. */
const TIP_CHECK_MS = 30_000;

/**
 * What the driver has earned since midnight by this browser's clock and time zone.
 *
 * A driver with a ride today may get a tip at any time, so a visible page asks again every half a
 * minute.
 *
 * @param subject the earnings are requested again whenever it changes
 * @returns undefined until they are known; the last known ones while the server is away
 */
export function useEarnings(subject: string): Earnings | undefined {
  const { api, guarded } = useSignedIn();
  const [earnings, setEarnings] = useState<Earnings>();
  const checks = useTipChecks((earnings?.trips ?? 0) > 0);
  useEffect(() => {
    let isOver = false;
    guarded(() => api.earnings(midnight().toISOString())).then(
      (known) => isOver || setEarnings(known),
      // The next ride asks again.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [api, guarded, subject, checks]);
  return earnings;
}

/** @returns how often it was time to ask for tips */
function useTipChecks(isDue: boolean): number {
  const [checks, setChecks] = useState(0);
  useEffect(() => {
    if (!isDue) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setChecks((count) => count + 1);
    }, TIP_CHECK_MS);
    return () => clearInterval(timer);
  }, [isDue]);
  return checks;
}

function midnight(): Date {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  return day;
}

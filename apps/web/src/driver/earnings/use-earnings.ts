import type { Earnings } from '#contracts';
import { useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';

/** What may change the earnings. */
export interface EarningsChange {
  /** Names the driver's step and the tip that came last. */
  subject: string;
  /** A stream that opens again may have missed a tip, and a request may have failed meanwhile. */
  isLive: boolean;
}

/**
 * What the driver has earned since midnight by this browser's clock and time zone. They are requested
 * again with each change.
 *
 * @returns undefined until they are known; the last known ones while the server is away
 */
export function useEarnings({ subject, isLive }: EarningsChange): Earnings | undefined {
  const { api, guarded } = useSignedIn();
  const [earnings, setEarnings] = useState<Earnings>();
  useEffect(() => {
    let isOver = false;
    guarded(() => api.earnings(midnight().toISOString())).then(
      (known) => isOver || setEarnings(known),
      // The next change asks again.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [api, guarded, subject, isLive]);
  return earnings;
}

function midnight(): Date {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  return day;
}

import type { Earnings } from '#contracts';
import { useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';

/**
 * What the driver has earned since midnight by this browser's clock and time zone.
 *
 * @param subject the earnings are requested again whenever it changes
 * @returns undefined until they are known; the last known ones while the server is away
 */
export function useEarnings(subject: string): Earnings | undefined {
  const { api, guarded } = useSignedIn();
  const [earnings, setEarnings] = useState<Earnings>();
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
  }, [api, guarded, subject]);
  return earnings;
}

function midnight(): Date {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  return day;
}

import { useEffect, useState } from 'react';

/**
 * Whole seconds since a moment, counted once a second. A change of this computer's clock does not
 * change them.
 *
 * @param moment in milliseconds of `performance.now()`
 */
export function useSecondsSince(moment: number): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - moment) / 1000));
}

import { useEffect, useState } from 'react';
import { leftMs, leftSeconds, nextTickMs } from './countdown.js';

/** Whole seconds until then by the server's clock. Renewed just when the number changes. */
export function useCountdown(expiresAt: string, clockOffsetMs: number): number {
  const [, setTicks] = useState(0);
  const left = leftMs(expiresAt, clockOffsetMs, Date.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = () => {
      const wait = nextTickMs(leftMs(expiresAt, clockOffsetMs, Date.now()));
      if (wait === undefined) return;
      timer = setTimeout(() => {
        setTicks((known) => known + 1);
        plan();
      }, wait);
    };
    plan();
    return () => clearTimeout(timer);
  }, [expiresAt, clockOffsetMs]);
  return leftSeconds(left);
}

import { abortableDelay } from '#client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { reportConnection } from '../problem/connection-back.js';

/** The time before the next request after one that failed, so that a server in trouble has rest. */
const RETRY_AFTER_MS = 5000;

export interface Polled<Answer> {
  /** The latest answer; undefined before the first one. */
  answer: Answer | undefined;
  /** The error of the last request; undefined after a success. */
  problem: unknown;
  /** Asks now. */
  refresh: () => Promise<void>;
}

/**
 * Asks again and again, so long after each answer, while the tab is shown. A hidden tab asks when it
 * is shown again.
 *
 * @param load must be the same function in each render. A new one is asked at once; undefined asks
 *   nothing, and forgets the answer.
 */
export function usePolled<Answer>(
  load: (() => Promise<Answer>) | undefined,
  everyMs: number,
): Polled<Answer> {
  const [known, setKnown] = useState<Omit<Polled<Answer>, 'refresh'>>(NOTHING);
  const latest = useRef<typeof load>(undefined);
  const hasFailed = useRef(false);
  const ask = useCallback(async (): Promise<boolean> => {
    if (!load) return false;
    try {
      const answer = await load();
      if (latest.current === load) setKnown({ answer, problem: undefined });
      if (hasFailed.current) reportConnection();
      hasFailed.current = false;
      return true;
    } catch (problem) {
      hasFailed.current = true;
      if (latest.current === load) setKnown(({ answer }) => ({ answer, problem }));
      return false;
    }
  }, [load]);
  useEffect(() => {
    latest.current = load;
    if (!load) return setKnown(NOTHING);
    const unmounted = new AbortController();
    const { signal } = unmounted;
    const poll = async () => {
      await untilShown(signal);
      if (signal.aborted) return;
      await abortableDelay((await ask()) ? everyMs : RETRY_AFTER_MS, signal);
      void poll();
    };
    void poll();
    return () => {
      latest.current = undefined;
      unmounted.abort();
    };
  }, [ask, load, everyMs]);
  const refresh = useCallback(async () => {
    await ask();
  }, [ask]);
  return { ...known, refresh };
}

const NOTHING = { answer: undefined, problem: undefined };

/** Resolves when the tab is shown, or when the signal aborts. */
function untilShown(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', check);
      signal.removeEventListener('abort', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check);
    check();
  });
}

import { ApiProblem } from '#client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { onConnectionBack } from './connection-back.js';

/** No answer, and the status of a server whose database is away. */
const AWAY = new Set([0, 503]);

export interface Command {
  isBusy: boolean;
  /** The error of the last run; undefined after a success. */
  problem: unknown;
  /** Runs the work, unless earlier work is still under way. */
  run: (work: () => Promise<void>) => void;
  forget: () => void;
}

/** The state of a button that sends a command: busy while it is under way, then its problem. */
export function useCommand(): Command {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const running = useRef(false);
  const run = useCallback((work: () => Promise<void>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    work()
      .catch((error: unknown) => setProblem(() => error))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  const forget = useCallback(() => setProblem(undefined), []);
  // The sentence that the server or its database is away is wrong once both answer again.
  const isAway = problem instanceof ApiProblem && AWAY.has(problem.status);
  useEffect(() => (isAway ? onConnectionBack(forget) : undefined), [isAway, forget]);
  return { isBusy, problem, run, forget };
}

import { useCallback, useRef, useState } from 'react';

export interface Command {
  isBusy: boolean;
  /** What the last try came to, if it went wrong. */
  problem: unknown;
  /** Runs one thing at a time: while one is under way, another is ignored. */
  run: (work: () => Promise<void>) => void;
  forget: () => void;
}

/** For a button that sends something: busy while it is under way, its problem after that. */
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
  return { isBusy, problem, run, forget };
}

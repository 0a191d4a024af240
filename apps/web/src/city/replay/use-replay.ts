import { useCallback, useEffect, useState } from 'react';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import { stepAt, stepsOf, type TripStep } from './trip-steps.js';

/** The duration of a replay, however long the trip was. */
const PLAY_MS = 8000;

export interface Replay {
  /** Empty until a trip was loaded. */
  steps: readonly TripStep[];
  /** The step at the time shown; undefined until a trip was loaded. */
  step: TripStep | undefined;
  /** The time shown, in milliseconds of the server's clock. */
  at: number;
  isPlaying: boolean;
  isBusy: boolean;
  problem: unknown;
  load: (tripId: string) => void;
  /** Jumps to a time and pauses. */
  seek: (at: number) => void;
  /** Plays or pauses. At the end it plays from the beginning. */
  toggle: () => void;
}

/** The history of a trip, and the time in it that is shown. */
export function useReplay(): Replay {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [steps, setSteps] = useState<readonly TripStep[]>([]);
  const [at, setAt] = useState(0);
  const [isPlaying, setPlaying] = useState(false);
  const start = steps[0]?.at ?? 0;
  const end = steps.at(-1)?.at ?? 0;
  usePlaying({ isPlaying, start, end, setAt, stop: () => setPlaying(false) });
  const load = (tripId: string) =>
    run(async () => {
      setPlaying(false);
      setSteps([]);
      const { events } = await guarded(() => api.tripEvents(tripId));
      const loaded = stepsOf(events);
      setSteps(loaded);
      setAt(loaded[0]?.at ?? 0);
    });
  const seek = useCallback((to: number) => {
    setPlaying(false);
    setAt(to);
  }, []);
  const toggle = () => {
    if (!isPlaying && at >= end) setAt(start);
    setPlaying(!isPlaying);
  };
  return {
    steps,
    step: steps[stepAt(steps, at)],
    at,
    isPlaying,
    isBusy,
    problem,
    load,
    seek,
    toggle,
  };
}

interface Playing {
  isPlaying: boolean;
  start: number;
  end: number;
  setAt: (change: (at: number) => number) => void;
  stop: () => void;
}

function usePlaying({ isPlaying, start, end, setAt, stop }: Playing): void {
  useEffect(() => {
    if (!isPlaying) return undefined;
    let last = performance.now();
    let at = Infinity;
    let frame = 0;
    const play = (now: number) => {
      const elapsed = ((now - last) / PLAY_MS) * (end - start);
      last = now;
      setAt((known) => (at = Math.min(end, known + elapsed)));
      if (at >= end && at !== Infinity) stop();
      else frame = requestAnimationFrame(play);
    };
    frame = requestAnimationFrame(play);
    return () => cancelAnimationFrame(frame);
    // `stop` and `setAt` are no dependencies, because they do the same in each render.
  }, [isPlaying, start, end]);
}

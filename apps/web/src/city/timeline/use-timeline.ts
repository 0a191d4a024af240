import type { TripTimeline } from '#contracts';
import { useState } from 'react';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';

export interface Timeline {
  /** Undefined until a trip was loaded. */
  timeline: TripTimeline | undefined;
  isBusy: boolean;
  problem: unknown;
  load: (tripId: string) => void;
}

/** Where the events of a trip were, and when. */
export function useTimeline(): Timeline {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [timeline, setTimeline] = useState<TripTimeline>();
  const load = (tripId: string) =>
    run(async () => {
      setTimeline(undefined);
      setTimeline(await guarded(() => api.tripTimeline(tripId)));
    });
  return { timeline, isBusy, problem, load };
}

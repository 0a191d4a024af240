import { useState } from 'react';
import type { StreamHealth } from '../stream/stream-health.js';
import { useStream } from '../stream/use-stream.js';
import type { CityState } from './city-state.js';
import { addSample, type Sample } from './now/sample.js';

export interface KnownState {
  /** Undefined until the first frame. */
  state: CityState | undefined;
  /** When the state arrived, in milliseconds of `performance.now()`, which no one can set. */
  arrivedAt: number;
}

interface Known extends KnownState {
  /** The number of trips without a driver, over the last ten minutes. */
  matching: Sample[];
}

/** The latest state of the ops stream, and its numbers of the last ten minutes. */
export function useCityState(): Known & { health: StreamHealth } {
  const [known, setKnown] = useState<Known>({ state: undefined, arrivedAt: 0, matching: [] });
  const health = useStream('ops', {
    onEphemeral: (type, data) => {
      if (type !== 'city.state') return;
      const state = data as CityState;
      const sample = { at: Date.parse(state.serverTime), value: state.trips['matching'] ?? 0 };
      const arrivedAt = performance.now();
      setKnown(({ matching }) => ({ state, arrivedAt, matching: addSample(matching, sample) }));
    },
  });
  return { ...known, health };
}

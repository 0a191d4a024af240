import { useRef, useState } from 'react';
import { reportConnection } from '../problem/connection-back.js';
import type { StreamHealth } from '../stream/stream-health.js';
import { useStream } from '../stream/use-stream.js';
import type { CityState } from './city-state.js';
import { addSample, type Sample } from './now/sample.js';

/** The state is read from the database and arrives once a second, so after such a gap it was away. */
const GAP_MS = 3000;

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
  const lastAt = useRef(Infinity);
  const health = useStream('ops', {
    onEphemeral: (type, data) => {
      if (type !== 'city.state') return;
      const state = data as CityState;
      const sample = { at: Date.parse(state.serverTime), value: state.trips['matching'] ?? 0 };
      const arrivedAt = performance.now();
      if (arrivedAt - lastAt.current > GAP_MS) reportConnection();
      lastAt.current = arrivedAt;
      setKnown(({ matching }) => ({ state, arrivedAt, matching: addSample(matching, sample) }));
    },
  });
  return { ...known, health };
}

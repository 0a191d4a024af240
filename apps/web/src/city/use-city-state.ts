import { useState } from 'react';
import type { StreamHealth } from '../stream/stream-health.js';
import { useStream } from '../stream/use-stream.js';
import type { CityState } from './city-state.js';
import { withSample, type Sample } from './now/sample.js';

interface Known {
  /** Undefined until the first frame. */
  state: CityState | undefined;
  /** Trips without a driver, of the last minutes. */
  matching: Sample[];
}

/** What the ops stream says, and what it said in the last minutes. */
export function useCityState(): Known & { health: StreamHealth } {
  const [known, setKnown] = useState<Known>({ state: undefined, matching: [] });
  const health = useStream('ops', {
    onEphemeral: (type, data) => {
      if (type !== 'city.state') return;
      const state = data as CityState;
      const sample = { at: Date.parse(state.serverTime), value: state.trips['matching'] ?? 0 };
      setKnown(({ matching }) => ({ state, matching: withSample(matching, sample) }));
    },
  });
  return { ...known, health };
}

import type { CityHistory } from '#contracts';
import { useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';

/** The numbers of a step change slowly, and a request counts up to 20,000 trips. */
const POLL_EVERY_MS = 10_000;

/** The periods that an operator can choose, in minutes. */
export const PERIODS = [60, 180, 720, 1440] as const;

export interface KnownHistory {
  /** Undefined until the first answer. */
  history: CityHistory | undefined;
  /** The error of the last poll; undefined after a success. */
  problem: unknown;
}

/** The last hours of the city, polled every ten seconds. */
export function useCityHistory(minutes: number): KnownHistory {
  const { api, guarded } = useSignedIn();
  const [known, setKnown] = useState<KnownHistory>({ history: undefined, problem: undefined });
  useEffect(() => {
    let isUnmounted = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async () => {
      try {
        const history = await guarded(() => api.cityHistory(minutes));
        if (!isUnmounted) setKnown({ history, problem: undefined });
      } catch (problem) {
        if (!isUnmounted) setKnown(({ history }) => ({ history, problem }));
      }
      if (!isUnmounted) timer = setTimeout(() => void poll(), POLL_EVERY_MS);
    };
    void poll();
    return () => {
      isUnmounted = true;
      clearTimeout(timer);
    };
  }, [api, guarded, minutes]);
  return known;
}

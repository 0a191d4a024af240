import type { CityHistory } from '#contracts';
import { useCallback } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import { usePolled } from '../use-polled.js';

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
  const load = useCallback(() => guarded(() => api.cityHistory(minutes)), [api, guarded, minutes]);
  const { answer, problem } = usePolled(load, POLL_EVERY_MS);
  return { history: answer, problem };
}

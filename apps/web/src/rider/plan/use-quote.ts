import { abortableDelay } from '#client';
import type { Position, Quote } from '#contracts';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import type { ChosenPlace } from './place-text.js';
import type { Plan } from './use-plan.js';

export interface QuoteAnswer {
  quote: Quote | undefined;
  problem: unknown;
  /** Requests a new quote, because the present one was used or has expired. */
  renew: () => void;
}

/** The delay before a request, so that typing does not send one for each key. */
const DEBOUNCE_MS = 250;
/** A quote is renewed at most once a second, also when the clock of this device is wrong. */
const SHORTEST_LIFE_MS = 1_000;

/** The quote for pickup and drop-off, renewed when it expires; undefined until both are set. */
export function useQuote(places: Plan['places'], clockOffsetMs: number): QuoteAnswer {
  // A place gets its name later, which changes no price.
  const pickup = usePosition(places.pickup);
  const dropoff = usePosition(places.dropoff);
  const { api, guarded } = useSignedIn();
  const [answer, setAnswer] = useState<{ quote?: Quote; problem?: unknown }>({});
  const [renewals, setRenewals] = useState(0);
  const renew = useCallback(() => setRenewals((count) => count + 1), []);
  useEffect(() => {
    setAnswer({});
    if (!pickup || !dropoff) return undefined;
    let isObsolete = false;
    const request = () => {
      guarded(() => api.quote({ pickup, dropoff })).then(
        (quote) => isObsolete || setAnswer({ quote }),
        (problem: unknown) => isObsolete || setAnswer({ problem }),
      );
    };
    const timer = setTimeout(request, DEBOUNCE_MS);
    return () => {
      isObsolete = true;
      clearTimeout(timer);
    };
  }, [api, guarded, pickup, dropoff, renewals]);
  const expiresAt = answer.quote?.expiresAt;
  useEffect(() => {
    if (expiresAt === undefined) return undefined;
    const left = Date.parse(expiresAt) - (Date.now() + clockOffsetMs);
    const ended = new AbortController();
    void abortableDelay(Math.max(SHORTEST_LIFE_MS, left), ended.signal).then(() => {
      if (!ended.signal.aborted) renew();
    });
    return () => ended.abort();
  }, [expiresAt, clockOffsetMs, renew]);
  return { quote: answer.quote, problem: answer.problem, renew };
}

/** The position of a place, the same object as long as the numbers are the same. */
function usePosition(place: ChosenPlace | undefined): Position | undefined {
  const { lat, lng } = place?.position ?? {};
  return useMemo(
    () => (lat === undefined || lng === undefined ? undefined : { lat, lng }),
    [lat, lng],
  );
}

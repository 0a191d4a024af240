import type { Quote } from '#contracts';
import { useCallback, useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import type { Plan } from './use-plan.js';

export interface QuoteAnswer {
  quote: Quote | undefined;
  problem: unknown;
  /** Asks anew: the one we have was used or has expired. */
  renew: () => void;
}

/** Typing and dragging settle before the server is asked. */
const SETTLE_MS = 250;

/** The price for these two places, renewed when it expires; none until both are set. */
export function useQuote({ pickup, dropoff }: Plan['places'], clockOffsetMs: number): QuoteAnswer {
  const { api, guarded } = useSignedIn();
  const [answer, setAnswer] = useState<{ quote?: Quote; problem?: unknown }>({});
  const [asked, setAsked] = useState(0);
  const renew = useCallback(() => setAsked((count) => count + 1), []);
  useEffect(() => {
    setAnswer({});
    if (!pickup || !dropoff) return undefined;
    let isOver = false;
    const ask = () => {
      guarded(() => api.quote({ pickup, dropoff })).then(
        (quote) => isOver || setAnswer({ quote }),
        (problem: unknown) => isOver || setAnswer({ problem }),
      );
    };
    const timer = setTimeout(ask, SETTLE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [api, guarded, pickup, dropoff, asked]);
  const expiresAt = answer.quote?.expiresAt;
  useEffect(() => {
    if (expiresAt === undefined) return undefined;
    const left = Date.parse(expiresAt) - (Date.now() + clockOffsetMs);
    const timer = setTimeout(renew, Math.max(1000, left));
    return () => clearTimeout(timer);
  }, [expiresAt, clockOffsetMs, renew]);
  return { quote: answer.quote, problem: answer.problem, renew };
}

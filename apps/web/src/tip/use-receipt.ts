import type { Receipt } from '#contracts';
import { useEffect, useState } from 'react';
import { useSignedIn } from '../session/signed-in.js';

interface ReceiptLookUp {
  /** Undefined until the answer is there. */
  receipt: Receipt | undefined;
  problem: unknown;
  /** The rider has changed the receipt, and this is the answer of the server. */
  replace: (receipt: Receipt) => void;
}

/** Reads the receipt of a ride that has ended. */
export function useReceipt(tripId: string): ReceiptLookUp {
  const { api, guarded } = useSignedIn();
  const [receipt, replace] = useState<Receipt>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    let isUnmounted = false;
    guarded(() => api.receipt(tripId)).then(
      (found) => isUnmounted || replace(found),
      (error: unknown) => isUnmounted || setProblem(() => error),
    );
    return () => {
      isUnmounted = true;
    };
  }, [api, guarded, tripId]);
  return { receipt, problem, replace };
}

import type { Session } from '#contracts';
import type { TripstreamApi } from '#client';
import { createContext, use } from 'react';

/** Who uses the page, and what they may do. */
export interface SignedIn {
  user: Session['user'];
  token: string;
  api: TripstreamApi;
  /** Back to the form. `reason` is shown there, as a sentence. */
  signOut: (reason?: string) => void;
  /** Does it, and signs out when the server doesn't know the token any more. */
  guarded: <T>(work: () => Promise<T>) => Promise<T>;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

/** @throws outside of a `SessionGate` */
export function useSignedIn(): SignedIn {
  const signedIn = use(SignedInContext);
  if (!signedIn) throw new Error('A page stands inside a SessionGate.');
  return signedIn;
}

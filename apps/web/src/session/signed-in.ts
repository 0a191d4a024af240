import type { Session } from '#contracts';
import type { TripstreamApi } from '#client';
import type { MessageId } from '../language/message-id.js';
import { createContext, use } from 'react';

/** The signed-in user and the API in their name. */
export interface SignedIn {
  user: Session['user'];
  token: string;
  api: TripstreamApi;
  /**
   * Returns to the form, which shows the reason. Without a reason the user leaves: the
   * server then ends the token too, and refuses that to a driver during a trip.
   *
   * @throws ApiProblem DRIVER_ON_TRIP; the user stays signed in
   */
  signOut: (reason?: MessageId) => Promise<void>;
  /** Returns to the form, where the same user can go on: the token stays valid. */
  pause: () => void;
  /** Runs the work, and signs out when the server refuses the token with 401. */
  guarded: <T>(work: () => Promise<T>) => Promise<T>;
}

export const SignedInContext = createContext<SignedIn | undefined>(undefined);

/** @throws Error outside of a `SessionGate` */
export function useSignedIn(): SignedIn {
  const signedIn = use(SignedInContext);
  if (!signedIn) throw new Error('A component that uses the session must be inside a SessionGate.');
  return signedIn;
}

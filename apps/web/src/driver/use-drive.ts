import { Acknowledger } from '#client';
import { useEffect, useReducer, useRef, type Dispatch, type RefObject } from 'react';
import { useSignedIn } from '../session/signed-in.js';
import type { StreamHealth } from '../stream/stream-health.js';
import { useStream } from '../stream/use-stream.js';
import {
  newDrive,
  type DriveMessage,
  type DriverSnapshot,
  type DriveState,
} from './drive-state.js';
import { evolveDrive } from './evolve-drive.js';

export interface Drive {
  state: DriveState;
  health: StreamHealth;
  /** Add it to our clock to get the server's, in milliseconds. */
  clockOffsetMs: number;
  tell: Dispatch<DriveMessage>;
}

/** The driver's duty, offers and rides, as their stream tells them. */
export function useDrive(): Drive {
  const [state, tell] = useReducer(evolveDrive, newDrive);
  const acks = useAcks();
  const health = useStream('/v1/drivers/me/stream', {
    onSnapshot: (snapshot, cursor) => {
      acks.current?.note(cursor);
      tell({ type: 'snapshot', snapshot: snapshot as DriverSnapshot });
    },
    // At once: an offer that isn't acknowledged within seconds goes to somebody else.
    onEvent: (event, cursor, isReplayed) => {
      acks.current?.note(cursor);
      tell({ type: 'event', event, cursor, isReplayed, heardAt: Date.now() });
    },
  });
  const clockOffsetMs = Math.max(health.clockOffsetMs, state.offerOffsetMs);
  return { state, health, clockOffsetMs, tell };
}

function useAcks(): RefObject<Acknowledger | null> {
  const { api, guarded } = useSignedIn();
  const acks = useRef<Acknowledger | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    acks.current = new Acknowledger({
      send: (cursor) => guarded(() => api.ack(cursor)),
      signal: leaving.signal,
    });
    return () => leaving.abort();
  }, [api, guarded]);
  return acks;
}

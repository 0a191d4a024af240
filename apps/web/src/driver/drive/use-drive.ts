import { useReducer, type Dispatch } from 'react';
import type { StreamHealth } from '../../stream/stream-health.js';
import { useStream } from '../../stream/use-stream.js';
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

/** The driver's duty, offers and rides, as their stream tells them; it acknowledges each offer. */
export function useDrive(): Drive {
  const [state, tell] = useReducer(evolveDrive, newDrive);
  const health = useStream('driver', {
    onSnapshot: (snapshot) => {
      tell({ type: 'snapshot', snapshot: snapshot as DriverSnapshot });
    },
    onEvent: (event, cursor, isReplayed) => {
      tell({ type: 'event', event, cursor, isReplayed, heardAt: Date.now() });
    },
  });
  const clockOffsetMs = Math.max(health.clockOffsetMs, state.offerOffsetMs);
  return { state, health, clockOffsetMs, tell };
}

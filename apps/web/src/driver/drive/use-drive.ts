import type { Snapshot } from '#contracts';
import { useReducer, type Dispatch } from 'react';
import type { StreamHealth } from '../../stream/stream-health.js';
import { useStream } from '../../stream/use-stream.js';
import { evolveDrive, newDrive, type DriveMessage, type DriveState } from './drive-state.js';

export interface Drive {
  state: DriveState;
  health: StreamHealth;
  /** Milliseconds to add to this browser's clock to get the server's. */
  clockOffsetMs: number;
  dispatch: Dispatch<DriveMessage>;
}

/** The driver's availability, offers and rides, as the driver's stream reports them. */
export function useDrive(): Drive {
  const [state, dispatch] = useReducer(evolveDrive, newDrive);
  const health = useStream('driver', {
    onSnapshot: (snapshot) => {
      dispatch({ type: 'stream.snapshot', data: snapshot as Snapshot<'driver'> });
    },
    onEvent: (event, cursor, isReplayed) => {
      dispatch({ type: 'event', event, cursor, isReplayed, receivedAt: Date.now() });
    },
  });
  const clockOffsetMs = Math.max(health.clockOffsetMs, state.offerOffsetMs);
  return { state, health, clockOffsetMs, dispatch };
}

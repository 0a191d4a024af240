import type { StreamConnectionsView } from '#contracts';
import { useCallback } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import { usePolled } from '../use-polled.js';

const POLL_EVERY_MS = 2000;

export interface Connections {
  /** Undefined until the first answer. */
  list: StreamConnectionsView | undefined;
  /** The error of the last poll. The list is that of an earlier poll then. */
  problem: unknown;
  close: (id: string) => Promise<void>;
}

/** The open streams, polled every two seconds. */
export function useConnections(): Connections {
  const { api, guarded } = useSignedIn();
  const load = useCallback(() => guarded(() => api.connections()), [api, guarded]);
  const { answer, problem, refresh } = usePolled(load, POLL_EVERY_MS);
  const close = useCallback(
    async (id: string) => {
      await guarded(() => api.closeConnection(id));
      await refresh();
    },
    [api, guarded, refresh],
  );
  return { list: answer, problem, close };
}

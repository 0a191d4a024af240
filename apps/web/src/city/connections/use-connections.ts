import type { StreamConnectionsView } from '#contracts';
import { useCallback, useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';

const POLL_EVERY_MS = 2000;

export interface Connections {
  /** Undefined until the first answer. */
  list: StreamConnectionsView | undefined;
  /** The error of the last poll. The list is that of an earlier poll then. */
  problem: unknown;
  close: (id: string) => Promise<void>;
}

/** The open streams of this process, polled every two seconds while the tab is shown. */
export function useConnections(): Connections {
  const { api, guarded } = useSignedIn();
  const [list, setList] = useState<StreamConnectionsView>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    let isUnmounted = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async () => {
      try {
        const answer = await guarded(() => api.connections());
        if (!isUnmounted) setList(answer);
        setProblem(undefined);
      } catch (error) {
        if (!isUnmounted) setProblem(() => error);
      }
      if (!isUnmounted) timer = setTimeout(() => void poll(), POLL_EVERY_MS);
    };
    void poll();
    return () => {
      isUnmounted = true;
      clearTimeout(timer);
    };
  }, [api, guarded]);
  const close = useCallback(
    async (id: string) => {
      await guarded(() => api.closeConnection(id));
      setList(await guarded(() => api.connections()));
    },
    [api, guarded],
  );
  return { list, problem, close };
}

import type { StreamConnectionsView } from '#contracts';
import { useCallback, useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';

const EVERY_MS = 2000;

export interface Connections {
  /** Undefined until the first answer. */
  list: StreamConnectionsView | undefined;
  /** Why the last look failed; what is shown is older then. */
  problem: unknown;
  close: (id: string) => Promise<void>;
}

/** Who reads what at this process, asked again every two seconds while it is shown. */
export function useConnections(): Connections {
  const { api, guarded } = useSignedIn();
  const [list, setList] = useState<StreamConnectionsView>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const answer = await guarded(() => api.connections());
        if (!isOver) setList(answer);
        setProblem(undefined);
      } catch (error) {
        if (!isOver) setProblem(() => error);
      }
      if (!isOver) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      isOver = true;
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

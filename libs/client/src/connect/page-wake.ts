interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** What a browser has and Node and React Native don't, or only in part. */
interface Page {
  document?: Partial<Target> & { visibilityState?: string };
  addEventListener?: Target['addEventListener'];
  removeEventListener?: Target['removeEventListener'];
}

/**
 * Calls back when the page is seen again, comes out of the back/forward cache, or is online
 * again. @returns what ends that
 */
export function onPageWake(wake: () => void): () => void {
  const page = globalThis as Page;
  const { document } = page;
  const whenSeen = (): void => {
    if (document?.visibilityState === 'visible') wake();
  };
  document?.addEventListener?.('visibilitychange', whenSeen);
  for (const name of ['online', 'pageshow']) page.addEventListener?.(name, wake);
  return () => {
    document?.removeEventListener?.('visibilitychange', whenSeen);
    for (const name of ['online', 'pageshow']) page.removeEventListener?.(name, wake);
  };
}

interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** The globals of a browser. Node and React Native lack them, or have them in part. */
interface Page {
  document?: Partial<Target> & { visibilityState?: string };
  addEventListener?: Target['addEventListener'];
  removeEventListener?: Target['removeEventListener'];
}

/**
 * Calls `wake` when the page becomes visible, leaves the back/forward cache, or is online again.
 *
 * @returns a function that removes the listeners
 */
export function onPageWake(wake: () => void): () => void {
  const page = globalThis as Page;
  const { document } = page;
  const onVisibilityChange = (): void => {
    if (document?.visibilityState === 'visible') wake();
  };
  document?.addEventListener?.('visibilitychange', onVisibilityChange);
  for (const name of ['online', 'pageshow']) page.addEventListener?.(name, wake);
  return () => {
    document?.removeEventListener?.('visibilitychange', onVisibilityChange);
    for (const name of ['online', 'pageshow']) page.removeEventListener?.(name, wake);
  };
}

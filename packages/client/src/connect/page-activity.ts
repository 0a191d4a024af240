interface Target {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}

/** The globals of a browser. Node and React Native lack them, or have them in part. */
type Page = Partial<Target> & { document?: Partial<Target> & { visibilityState?: string } };

/** What a change of the page means for its stream. */
export interface PageHooks {
  /** The page is visible again, or was never hidden: connect at once. */
  onActive: () => void;
  /** The page is unloaded, kept in the back/forward cache, or frozen. */
  onSuspended: () => void;
  onOffline: () => void;
  onOnline: () => void;
}

/**
 * Follows the life cycle of the page (https://wicg.github.io/page-lifecycle/).
 *
 * @returns a function that removes the listeners
 */
export function watchPage({ onActive, onSuspended, onOffline, onOnline }: PageHooks): () => void {
  const page = globalThis as Page;
  const { document } = page;
  const onVisibilityChange = (): void => {
    if (document?.visibilityState === 'visible') onActive();
  };
  const listeners: [Partial<Target> | undefined, string, () => void][] = [
    [document, 'visibilitychange', onVisibilityChange],
    [document, 'freeze', onSuspended],
    [document, 'resume', onActive],
    [page, 'pagehide', onSuspended],
    [page, 'pageshow', onActive],
    [page, 'offline', onOffline],
    [page, 'online', onOnline],
  ];
  for (const [target, type, listener] of listeners) target?.addEventListener?.(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target?.removeEventListener?.(type, listener);
  };
}

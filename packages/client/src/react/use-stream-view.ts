import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { keyOf } from './hook-options.js';
import { findStore, subscribe } from './store-registry.js';
import { StreamStore, type AnyOptions, type Follow } from './stream-store.js';
import { IDLE, modelOf, type ConnectionView, type StoreView } from './stream-view.js';

/** What each hook returns besides its state. */
export interface StreamControls {
  /** Seconds since the last sign of life, heartbeats included; null before the first. */
  readAgeSeconds: () => number | null;
  /** Skips the wait before the next attempt. Call it when a mobile app comes to the foreground. */
  wake: () => void;
  /** Opens the stream again after it has closed, for a button "Try again". */
  reopen: () => void;
}

/** The view and the store of a hook's stream. */
export interface StreamAccess extends StreamControls {
  view: StoreView;
  connection: ConnectionView;
  /** The open store, or one that only sends commands while no stream is open. */
  store: () => StreamStore;
}

const ignore = (): void => undefined;
const unsubscribed = (): (() => void) => ignore;

/**
 * Subscribes a component to the shared stream of its options. Rendering opens nothing, so a render
 * that React throws away leaves nothing behind. On a server it returns the initial state.
 */
export function useStreamView(options: AnyOptions | null, follow?: Follow): StreamAccess {
  const latest = useRef(options);
  // Before the subscription, whose effect follows: it reads the options.
  useEffect(() => {
    latest.current = options;
  });
  const key = options ? keyOf(options) : null;
  const initial = modelOf(options?.stream ?? 'rider').initial;
  const subscribeToStore = useCallback(
    (listener: () => void) => {
      if (key === null) return ignore;
      const member = {
        // A component whose options became null keeps its last ones until the subscription ends.
        last: latest.current as AnyOptions,
        get current(): AnyOptions {
          const { current } = latest;
          if (current && keyOf(current) === key) this.last = current;
          return this.last;
        },
      };
      return subscribe(key, { member, listener, follow });
    },
    [key, follow],
  );
  const read = (): StoreView => (key === null ? undefined : findStore(key)?.view) ?? initial;
  const view = useSyncExternalStore(
    key === null ? unsubscribed : subscribeToStore,
    read,
    () => initial,
  );
  const controls = useMemo(() => controlsOf(key, latest, follow), [key, follow]);
  const connection = key === null ? IDLE : view.connection;
  return { view, connection, ...controls };
}

function controlsOf(key: string | null, latest: { current: AnyOptions | null }, follow?: Follow) {
  const find = (): StreamStore | undefined => (key === null ? undefined : findStore(key));
  return {
    store: () => {
      const { current } = latest;
      if (!current) throw new Error('This hook has no options, so there is no one to act for.');
      return find() ?? new StreamStore({ current }, follow);
    },
    readAgeSeconds: () => find()?.connectState?.ageSeconds ?? null,
    wake: () => find()?.wake(),
    reopen: () => find()?.reopen(),
  };
}

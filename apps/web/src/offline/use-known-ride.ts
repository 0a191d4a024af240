import type { AnyCloudEvent } from '#contracts';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { StreamHandlers } from '../stream/stream-handlers.js';
import type { StreamHealth } from '../stream/stream-health.js';
import { knownRides } from './known-ride.js';

interface KeptStream {
  userId: string;
  /** Only the stream of a rider is kept. */
  isKept: boolean;
  handlers: StreamHandlers;
}

export interface KeptHandlers extends KeptStream {
  /** Whether the page has been given a snapshot, from the stream or from what was kept. */
  hasSnapshot: RefObject<boolean>;
  latest: RefObject<StreamHandlers>;
}

/** The handlers of a page, which also keep the ride for a page without a connection. */
export function useKeptHandlers({ userId, isKept, handlers }: KeptStream): KeptHandlers {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const hasSnapshot = useRef(false);
  const keeping = useMemo(
    (): StreamHandlers => ({
      onSnapshot: (data, cursor) => {
        hasSnapshot.current = true;
        if (isKept) knownRides.begin(userId, { data, cursor }, new Date());
        latest.current.onSnapshot?.(data, cursor);
      },
      onEvent: (event, cursor, isReplayed) => {
        if (isKept) knownRides.append(userId, { event, cursor }, new Date());
        latest.current.onEvent?.(event, cursor, isReplayed);
      },
      onEphemeral: (type, data) => latest.current.onEphemeral?.(type, data),
    }),
    [userId, isKept],
  );
  return { userId, isKept, handlers: keeping, hasSnapshot, latest };
}

/**
 * Shows the kept ride to a page that has had no connection since it was opened.
 *
 * @returns the health, with the time of what is shown
 */
export function useKnownRide(health: StreamHealth, kept: KeptHandlers): StreamHealth {
  const { userId, isKept, hasSnapshot, latest } = kept;
  const [knownAt, setKnownAt] = useState<string>();
  const isAway = health.status === 'stale' && health.lastSignAt === undefined;
  useEffect(() => {
    if (!isKept || !isAway || hasSnapshot.current) return;
    const known = knownRides.load(userId);
    if (!known) return;
    hasSnapshot.current = true;
    latest.current.onSnapshot?.(known.snapshot.data, known.snapshot.cursor);
    for (const { event, cursor } of known.events) {
      latest.current.onEvent?.(event as AnyCloudEvent, cursor, true);
    }
    setKnownAt(known.savedAt);
  }, [userId, isKept, isAway, hasSnapshot, latest]);
  return isAway && knownAt !== undefined ? { ...health, knownAt } : health;
}

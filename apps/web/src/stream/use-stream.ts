import { openStream, type Opening, type StreamState } from '#client';
import type { AnyCloudEvent } from '#contracts';
import { useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../session/signed-in.js';
import { EXPIRED } from '../session/session-gate.js';
import { newHealth, type StreamHealth } from './stream-health.js';
import { watchedFetch } from './watched-fetch.js';

/** What a page does with what its stream tells it. They may be new functions in each render. */
export interface StreamHandlers {
  /** The state as of now: replace all that was known. */
  onSnapshot?: (snapshot: unknown, cursor: string) => void;
  /** `isReplayed`: it had happened before this connection opened. */
  onEvent?: (event: AnyCloudEvent, cursor: string, isReplayed: boolean) => void;
  /** `driver.location` or `city.state`: never replayed, only the latest counts. */
  onReading?: (type: string, data: unknown) => void;
}

type Change = (health: StreamHealth) => StreamHealth;

/**
 * Keeps the stream at `path` open while the page is, from its last cursor after every cut, and
 * tells how fresh it is. This file is all that knows the SDK's streams.
 */
export function useStream(path: string, handlers: StreamHandlers): StreamHealth {
  const { token, signOut } = useSignedIn();
  const [health, setHealth] = useState(newHealth);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    let isCurrent = true;
    const sign = () => setHealth((known) => ({ ...known, lastSignAt: Date.now() }));
    const stream = openStream({
      ...{ baseUrl: location.origin, path, token, fetch: watchedFetch(sign) },
      onSnapshot: (snapshot, { cursor }) => latest.current.onSnapshot?.(snapshot, cursor),
      onEvent: (event, { cursor, replayed }) => latest.current.onEvent?.(event, cursor, replayed),
      onEphemeral: (type, data) => latest.current.onReading?.(type, data),
      onState: (state) => {
        if (!isCurrent) return;
        if (state.status === 'ended' && state.problem?.status === 401) signOut(EXPIRED);
        setHealth(changeOf(state));
      },
    });
    return () => {
      isCurrent = false;
      stream.close();
    };
  }, [path, token, signOut]);
  return health;
}

function changeOf(state: StreamState): Change {
  switch (state.status) {
    case 'connecting':
      return keep;
    case 'open':
      return opened(state.opening);
    case 'waiting':
    case 'paused':
      return (known) => ({ ...known, status: 'stale' });
    case 'ended':
      return (known) => ({
        ...known,
        status: 'closed',
        reason: state.closing?.reason ?? state.problem?.code,
      });
  }
}

const keep: Change = (known) => known;

const opened =
  ({ opened: { serverTime } }: Opening): Change =>
  (known) => ({
    ...known,
    status: 'live',
    lastSignAt: Date.now(),
    clockOffsetMs: Date.parse(serverTime) - Date.now(),
  });

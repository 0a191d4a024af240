import { connect, connectShared, type ConnectState, type StreamChoice } from '#client';
import type { AnyCloudEvent } from '#contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSignedIn } from '../session/signed-in.js';
import { EXPIRED } from '../session/session-gate.js';
import { newHealth, type StreamHealth } from './stream-health.js';

/** What a page does with what its stream tells it. They may be new functions in each render. */
export interface StreamHandlers {
  /** The state as of now: replace all that was known. */
  onSnapshot?: (snapshot: unknown, cursor: string) => void;
  /** `isReplayed`: it had happened before this connection opened. */
  onEvent?: (event: AnyCloudEvent, cursor: string, isReplayed: boolean) => void;
  /** `driver.location` or `city.state`: never replayed, only the latest counts. */
  onEphemeral?: (type: string, data: unknown) => void;
}

/** Which stream, and as whom. */
export interface StreamAddress {
  stream: StreamChoice;
  /** None for a share link, which is in `stream`. */
  as?: { id: string; token: string };
  /** The server has said no, with this status; must be the same function in each render. */
  onRefused?: (status: number) => void;
}

/**
 * Keeps a stream of whoever is signed in open while the page is, from its last cursor after every
 * cut, and tells how fresh it is. All tabs of a browser share one connection. This file is all
 * that knows the SDK's streams.
 */
export function useStream(stream: StreamChoice, handlers: StreamHandlers): StreamHealth {
  const { token, user, signOut } = useSignedIn();
  const onRefused = useCallback(
    (status: number) => {
      if (status === 401) signOut(EXPIRED);
    },
    [signOut],
  );
  return useStreamOf({ stream, as: { id: user.id, token }, onRefused }, handlers);
}

/** The same for somebody without a session. */
export function useStreamOf(address: StreamAddress, handlers: StreamHandlers): StreamHealth {
  const { as, onRefused } = address;
  const stream = useSame(address.stream);
  const [health, setHealth] = useState(newHealth);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const [id, token] = [as?.id, as?.token];
  useEffect(() => {
    let isCurrent = true;
    const onState = (state: ConnectState) => {
      if (!isCurrent) return;
      if (state.problem) onRefused?.(state.problem.status);
      setHealth(healthOf(state));
    };
    const options = {
      ...{ baseUrl: location.origin, stream, token, onState },
      ...listeners(latest),
    };
    const opened = id === undefined ? connect(options) : connectShared({ ...options, user: id });
    return () => {
      isCurrent = false;
      opened.close();
    };
  }, [stream, id, token, onRefused]);
  return health;
}

/** The first of equal choices: an object in each render is still one stream. */
function useSame(stream: StreamChoice): StreamChoice {
  const key = JSON.stringify(stream);
  const known = useRef({ key, stream });
  if (known.current.key !== key) known.current = { key, stream };
  return known.current.stream;
}

const listeners = (latest: { current: StreamHandlers }) => ({
  onSnapshot: (snapshot: unknown, { cursor }: { cursor: string }) =>
    latest.current.onSnapshot?.(snapshot, cursor),
  onEvent: (event: unknown, { cursor, replayed }: { cursor: string; replayed: boolean }) =>
    latest.current.onEvent?.(event as AnyCloudEvent, cursor, replayed),
  onEphemeral: ({ type, data }: { type: string; data: unknown }) =>
    latest.current.onEphemeral?.(type, data),
});

const healthOf = ({ status, ageSeconds, ...state }: ConnectState): StreamHealth => ({
  status,
  lastSignAt: ageSeconds === null ? undefined : Date.now() - ageSeconds * 1000,
  clockOffsetMs: state.clockOffsetMs,
  reason: state.closing?.reason ?? state.problem?.code,
});

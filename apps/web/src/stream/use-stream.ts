import { connect, connectShared, type ConnectState, type StreamChoice } from '#client';
import type { AnyCloudEvent } from '#contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useKeptHandlers, useKnownRide } from '../offline/use-known-ride.js';
import { reportConnection } from '../problem/connection-back.js';
import { useSignedIn } from '../session/signed-in.js';
import { EXPIRED } from '../session/session-gate.js';
import type { StreamHandlers } from './stream-handlers.js';
import { newHealth, type StreamHealth } from './stream-health.js';

/** The stream to open, and the user who opens it. */
export interface StreamAddress {
  stream: StreamChoice;
  /** Undefined for a share link, whose token is in `stream`. */
  user?: { id: string; token: string };
  /** The server has refused the stream with this status. It must be the same function in each render. */
  onRefused?: (status: number) => void;
}

/**
 * Keeps a stream of the signed-in user open as long as the page is mounted, and reports its health.
 * After a cut the stream resumes from its last cursor. All tabs of a browser share one connection.
 * No other file of the pages uses the SDK's streams.
 */
export function useStream(stream: StreamChoice, handlers: StreamHandlers): StreamHealth {
  const { token, user, signOut } = useSignedIn();
  const onRefused = useCallback(
    (status: number) => {
      if (status === 401) void signOut(EXPIRED);
    },
    [signOut],
  );
  const kept = useKeptHandlers({ userId: user.id, isKept: stream === 'rider', handlers });
  const address = { stream, user: { id: user.id, token }, onRefused };
  return useKnownRide(useStreamOf(address, kept.handlers), kept);
}

/** Like `useStream`, also for a viewer without a session. */
export function useStreamOf(address: StreamAddress, handlers: StreamHandlers): StreamHealth {
  const { user, onRefused } = address;
  const stream = useStableChoice(address.stream);
  const [health, setHealth] = useState(newHealth);
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const [id, token] = [user?.id, user?.token];
  useEffect(() => {
    let isCurrent = true;
    let isLive = false;
    const onState = (state: ConnectState) => {
      if (!isCurrent) return;
      if (state.problem) onRefused?.(state.problem.status);
      if (state.status === 'live' && !isLive) reportConnection();
      isLive = state.status === 'live';
      setHealth(healthOf(state));
    };
    const baseUrl = location.origin;
    const options = { baseUrl, stream, token, onState, ...listeners(latest) };
    const opened = id === undefined ? connect(options) : connectShared({ ...options, user: id });
    return () => {
      isCurrent = false;
      opened.close();
    };
  }, [stream, id, token, onRefused]);
  return health;
}

/** The first of equal choices, so that a new object in each render does not open a new stream. */
function useStableChoice(stream: StreamChoice): StreamChoice {
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

import type { StreamClosing } from '#contracts';
import { ApiProblem } from '../http/api-problem.js';
import { requireSameOrigin } from '../http/foreign-answer.js';
import type { ConnectionAttempt } from './connection-attempt.js';
import type { Credentials } from '../http/credentials.js';
import type { FrameRouter } from './frame-router.js';
import type { StreamOptions } from './stream-options.js';
import type { StreamPosition } from './stream-position.js';

/** Why one connection ended: `closing` if the server ended it, else the error. */
export interface ConnectionEnd {
  closing?: StreamClosing;
  problem?: ApiProblem;
  cause?: unknown;
  /** The client must not reconnect. */
  isFinal: boolean;
}

/** What both transports need of the stream that they read. */
export interface TransportContext {
  url: string;
  options: StreamOptions;
  position: StreamPosition;
  credentials: Credentials;
  attempt: ConnectionAttempt;
  router: FrameRouter;
  onRetry: (milliseconds: number) => void;
}

/** Refusals that a retry does not change. A 401 is not among them: a new token may help. */
const REFUSALS: ReadonlySet<number> = new Set([403, 404, 406]);

/**
 * Sends one request for the stream, with its cursor.
 *
 * @param query of the request. The cursor is added to it, because some proxies drop `Last-Event-ID`, and because a cache
 *   then has no answer for this address.
 */
export async function requestStream(
  context: TransportContext,
  accept: string,
  query = '',
): Promise<Response | ConnectionEnd> {
  const { attempt, credentials, options, position } = context;
  const { fetch: send = fetch } = options;
  const token = await attempt.race(credentials.token());
  const { cursor } = position;
  const headers: Record<string, string> = { accept };
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (cursor !== undefined) headers['last-event-id'] = cursor;
  const url = withQuery(context.url, query, cursor);
  const init = {
    headers,
    signal: attempt.signal,
    credentials: token ? ('omit' as const) : ('include' as const),
    // A service worker sees this wish too, and the browser's own cache obeys it.
    cache: 'no-store' as const,
  };
  const response = requireSameOrigin(await attempt.race(send(url, init)), url);
  if (response.status === 200) return response;
  if (response.status === 204) return { isFinal: true };
  if (response.status === 401) credentials.drop(token);
  const problem = await attempt.race(ApiProblem.from(response));
  return { problem, isFinal: REFUSALS.has(problem.status) };
}

function withQuery(url: string, query: string, cursor: string | undefined): string {
  const added = [query, cursor && `cursor=${cursor}`].filter(Boolean).join('&');
  if (added === '') return url;
  return url + (url.includes('?') ? '&' : '?') + added;
}

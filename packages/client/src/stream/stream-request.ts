import type { StreamClosing } from '#contracts';
import { ApiProblem } from '../http/api-problem.js';
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
 * @param query of a poll; the cursor is added to it, because some proxies drop `Last-Event-ID`
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
  const url = query === '' ? context.url : withQuery(context.url, query, cursor);
  const response = await attempt.race(
    send(url, {
      headers,
      signal: attempt.signal,
      credentials: token ? 'omit' : 'include',
    }),
  );
  if (response.status === 200) return response;
  if (response.status === 204) return { isFinal: true };
  if (response.status === 401) credentials.drop(token);
  const problem = await attempt.race(ApiProblem.from(response));
  return { problem, isFinal: REFUSALS.has(problem.status) };
}

function withQuery(url: string, query: string, cursor: string | undefined): string {
  const mark = url.includes('?') ? '&' : '?';
  return url + mark + query + (cursor === undefined ? '' : `&cursor=${cursor}`);
}

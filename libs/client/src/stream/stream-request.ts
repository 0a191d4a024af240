import type { StreamClosing } from '#contracts';
import { ApiProblem } from '../http/api-problem.js';
import type { ConnectionAttempt } from './connection-attempt.js';
import type { Credentials } from '../http/credentials.js';
import type { FrameRouter } from './frame-router.js';
import type { StreamOptions } from './stream-options.js';
import type { StreamPosition } from './stream-position.js';

/** Why one reading ended: `closing` if the server said so, else what went wrong. */
export interface ConnectionEnd {
  closing?: StreamClosing;
  problem?: ApiProblem;
  cause?: unknown;
  /** Do not come back. */
  isFinal: boolean;
}

/** What the two ways of reading share with the stream that they read for. */
export interface TransportContext {
  url: string;
  options: StreamOptions;
  position: StreamPosition;
  credentials: Credentials;
  attempt: ConnectionAttempt;
  router: FrameRouter;
  onRetry: (milliseconds: number) => void;
}

/** Statuses that asking again doesn't change. 401 is a matter of the token. */
const REFUSALS: ReadonlySet<number> = new Set([403, 404, 406]);

/**
 * One request for the stream, resumed where it stands.
 * @param query of a poll: then the cursor goes there too, past proxies that drop headers
 */
export async function requestStream(
  link: TransportContext,
  accept: string,
  query = '',
): Promise<Response | ConnectionEnd> {
  const { attempt, credentials, options, position } = link;
  const { fetch: send = fetch } = options;
  const token = await attempt.race(credentials.token());
  const { cursor } = position;
  const headers: Record<string, string> = { accept };
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (cursor !== undefined) headers['last-event-id'] = cursor;
  const url = query === '' ? link.url : withQuery(link.url, query, cursor);
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

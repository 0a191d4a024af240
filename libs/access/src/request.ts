import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from './principal.js';

/** What we use of a Fastify request with @fastify/cookie. */
export interface AccessRequest {
  method: string;
  url: string;
  protocol: string;
  /** Host and port that the client asked for: `Host`, or `:authority` of HTTP/2. */
  host: string;
  ip: string;
  headers: IncomingHttpHeaders;
  query: Record<string, unknown>;
  body: unknown;
  cookies?: Record<string, string | undefined>;
  /** Set by the authentication guard. */
  principal?: Principal;
}

/** The path without the query, which may hold what should not be repeated. */
export const pathOf = (request: Pick<AccessRequest, 'url'>): string =>
  request.url.split('?', 1)[0] ?? '/';

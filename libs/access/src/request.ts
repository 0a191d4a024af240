import type { IncomingHttpHeaders } from 'node:http';
import type { Principal, Viewer } from './principal.js';

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
  params: Record<string, string | undefined>;
  body: unknown;
  cookies?: Record<string, string | undefined>;
  /** Set by the authentication guard. */
  principal?: Principal;
  /** Set by it instead, where the request came by a share link. */
  viewer?: Viewer;
}

/** The path without the query, which may hold what should not be repeated. */
export const getPath = (request: Pick<AccessRequest, 'url'>): string =>
  request.url.split('?', 1)[0] ?? '/';

/** A host and a port as browsers send them; anything else could forge text that is copied. */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Our origin as the client knows it, e.g. `http://127.0.0.1:3000`; empty when it is no host. */
export const getOrigin = ({ protocol, host }: Pick<AccessRequest, 'protocol' | 'host'>): string =>
  HOST.test(host) ? `${protocol}://${host}` : '';

import type { IncomingHttpHeaders } from 'node:http';
import type { Principal, Viewer } from './principal.js';
import type { HashedToken } from './token/hashed-token.js';

/** The members of a Fastify request with @fastify/cookie that this server uses. */
export interface AccessRequest {
  method: string;
  url: string;
  protocol: string;
  /** Host and port of the request: `Host`, or `:authority` of HTTP/2. */
  host: string;
  /** undefined when the connection has ended meanwhile, and over a Unix socket. */
  ip: string | undefined;
  headers: IncomingHttpHeaders;
  query: Record<string, unknown>;
  params: Record<string, string | undefined>;
  body: unknown;
  cookies?: Record<string, string | undefined>;
  /** Set when the caller is identified for the rate limit: the token that counted, if any. */
  hashedToken?: HashedToken;
  /** Set by the authentication guard for a request with a token. */
  principal?: Principal;
  /** Set by the authentication guard for a request with a share link. */
  viewer?: Viewer;
}

/** Returns the path without the query, which may contain a secret. */
export const getPath = (request: Pick<AccessRequest, 'url'>): string =>
  request.url.split('?', 1)[0] ?? '/';

/** A host and a port as browsers send them. Other text could be forged, and ends up in links. */
const HOST = /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * Returns the origin for links to this server: the configured one, else that of the request; ''
 * when its `host` is malformed.
 */
export const getPublicOrigin = (
  request: Pick<AccessRequest, 'protocol' | 'host'>,
  { publicUrl }: { publicUrl: string | undefined },
): string => publicUrl ?? getOrigin(request);

/** Returns the origin by which the client reached this server, or '' when `host` is malformed. */
export const getOrigin = ({ protocol, host }: Pick<AccessRequest, 'protocol' | 'host'>): string =>
  HOST.test(host) ? `${protocol}://${host}` : '';

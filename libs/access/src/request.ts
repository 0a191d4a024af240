import type { IncomingHttpHeaders } from 'node:http';
import type { Principal, Viewer } from './principal.js';
import type { HashedToken } from './token/hashed-token.js';

/** The members of a Fastify request with @fastify/cookie that this server uses. */
export interface AccessRequest {
  method: string;
  url: string;
  /** Set by the router. */
  routeOptions: { url?: string | undefined };
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

/**
 * Returns the pattern of the route that the router found, such as `/v1/trips/:id/stream`; '' without
 * one. What a request may do is decided by it and never by the URL, which has many spellings: the
 * router also finds the route of `/v1/trips/…/strea%6d` (RFC 3986, section 2.3).
 */
export const getRoute = ({ routeOptions }: Pick<AccessRequest, 'routeOptions'>): string =>
  routeOptions.url ?? '';

/** Returns the path in one spelling: the pattern of the route with its parameters. */
export const getCanonicalPath = (request: Pick<AccessRequest, 'routeOptions' | 'params'>): string =>
  getRoute(request).replace(/:(\w+)/g, (_, name: string) => request.params[name] ?? '');

/**
 * Returns the path as the client spelled it, for texts only, without the query, which may contain a
 * secret.
 */
export const getPath = (request: Pick<AccessRequest, 'url'>): string =>
  request.url.split('?', 1)[0] ?? '/';

const FOREIGN_SITES = new Set(['same-site', 'cross-site']);

/** Whether a browser says that another page sent the request (Fetch Metadata, section 2.4). */
export const isByForeignPage = ({ headers }: Pick<AccessRequest, 'headers'>): boolean =>
  FOREIGN_SITES.has(String(headers['sec-fetch-site']));

/** The method and the headers by which the handshake of a WebSocket is known. */
interface Handshake {
  method?: string | undefined;
  headers: IncomingHttpHeaders;
}

/**
 * Whether a request begins a WebSocket handshake (RFC 6455, section 4.2.1). Java's HTTP client, among
 * others, asks for `Upgrade: h2c` with every request, which a server ignores (RFC 9110, section 7.8).
 */
export const isWebSocketHandshake = ({ method, headers }: Handshake): boolean =>
  headers.upgrade !== undefined && method === 'GET' && /^websocket$/i.test(headers.upgrade.trim());

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

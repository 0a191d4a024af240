import { createServer, type RequestListener, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { Settings } from '#platform';
import type { ClientConnections } from './connection/client-connections.js';
import type { Tls } from './tls.js';
import { UpgradableRequest, routeUpgrades } from './upgrade-requests.js';

/** The open requests on one HTTP/2 connection. Further ones wait at the client. */
const MAX_CONCURRENT_STREAMS = 100;

/**
 * Megabytes for one HTTP/2 connection: 256 KB of buffered frames for each stream, and a reserve.
 */
const MAX_SESSION_MEMORY = 32;

/** The time limit of the TLS handshake. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** The time limit of the request line and the headers, from the beginning of the connection. */
const HEADERS_TIMEOUT_MS = 10_000;

/** How long a connection may stay open for its next request. */
const KEEP_ALIVE_MS = 72_000;

/** How often Node looks for requests that take too long. */
const CHECK_INTERVAL_MS = 1_000;

export interface HttpServerOptions {
  http: Settings['http'];
  /** Absent for plain HTTP/1.1. With it, clients may negotiate HTTP/2 (ALPN). */
  tls: Tls | undefined;
  connections: ClientConnections;
}

/** Creates a server whose requests and answers have bounds in memory and time. */
export function createHttpServer(
  listener: RequestListener,
  { http, tls, connections }: HttpServerOptions,
): Server | Http2SecureServer {
  const requestTimeout = http.requestMaxSeconds * 1000;
  const server = tls ? createTlsServer(tls) : createServer({ IncomingMessage: UpgradableRequest });
  // Node reads these members of the server. It takes no such options for a server with HTTP/2.
  Object.assign(server, {
    requestTimeout,
    headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeout),
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_INTERVAL_MS,
  });
  connections.watch(server);
  // The requests of both protocols have what the listener uses.
  const gated = connections.gate(listener);
  server.on('request', gated as never);
  routeUpgrades(server, gated);
  return server;
}

const createTlsServer = (tls: Tls): Http2SecureServer =>
  createSecureServer({
    ...tls,
    allowHTTP1: true,
    Http1IncomingMessage: UpgradableRequest,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    maxSessionMemory: MAX_SESSION_MEMORY,
    settings: { maxConcurrentStreams: MAX_CONCURRENT_STREAMS },
  });

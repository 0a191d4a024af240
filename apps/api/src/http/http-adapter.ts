import { FastifyAdapter } from '@nestjs/platform-fastify';
import { streamFormatConstraint } from '#notification';
import type { Settings } from '#platform';
import { setCorsHeaders } from './cors.js';
import type { Tls } from './tls.js';
import { answerUnparsableRequest, answerUnroutableRequest } from './rejected-request.js';

/** Bytes of the largest body. A hundred location reports have 15 KB. */
const BODY_LIMIT = 64 * 1024;

/** The open requests on one HTTP/2 connection. Further ones wait at the client. */
const MAX_CONCURRENT_STREAMS = 100;

/**
 * Megabytes for one HTTP/2 connection: 256 KB of buffered frames for each stream, and a reserve.
 */
const MAX_SESSION_MEMORY = 32;

/** The time limit of the TLS handshake. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

type Unroutable = Parameters<typeof answerUnroutableRequest>;

/**
 * Creates the adapter for plain HTTP/1.1, or for HTTPS when there is a certificate. Over HTTPS a
 * client may negotiate HTTP/2 (ALPN).
 */
export function createHttpAdapter({ http }: Settings, tls: Tls | undefined): FastifyAdapter {
  const options = {
    bodyLimit: BODY_LIMIT,
    frameworkErrors: (...[error, request, reply]: Unroutable) => {
      setCorsHeaders(http.corsOrigins, request.headers.origin, reply);
      answerUnroutableRequest(error, request, reply);
    },
    clientErrorHandler: answerUnparsableRequest,
    // During the shutdown open streams get a closing frame, and commands still get an answer.
    return503OnClosing: false,
    routerOptions: { constraints: streamFormatConstraint },
  };
  if (!tls) return new FastifyAdapter(options);
  return new FastifyAdapter({
    ...options,
    http2: true,
    https: {
      ...tls,
      allowHTTP1: true,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxSessionMemory: MAX_SESSION_MEMORY,
      settings: { maxConcurrentStreams: MAX_CONCURRENT_STREAMS },
    },
  });
}

import { FastifyAdapter } from '@nestjs/platform-fastify';
import { streamFormatConstraint } from '#notification';
import type { Settings } from '#platform';
import { setCorsHeaders } from './cors.js';
import type { Tls } from './tls.js';
import { answerUnparsableRequest, answerUnroutableRequest } from './rejected-request.js';

/** Largest body: a hundred locations are 15 KB. */
const BODY_LIMIT = 64 * 1024;

/** Requests open at once on one HTTP/2 connection; what goes beyond waits at the client. */
const MAX_CONCURRENT_STREAMS = 100;

/** Megabytes for one HTTP/2 connection: all its streams with 256 KB waiting, and some. */
const MAX_SESSION_MEMORY = 32;

/** Milliseconds that a client may take to agree on TLS. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

type Unroutable = Parameters<typeof answerUnroutableRequest>;

/** HTTP/1.1 in the clear, or with a certificate HTTPS: HTTP/2 where the client offers it (ALPN). */
export function createHttpAdapter({ http }: Settings, tls: Tls | undefined): FastifyAdapter {
  const options = {
    bodyLimit: BODY_LIMIT,
    frameworkErrors: (...[error, request, reply]: Unroutable) => {
      setCorsHeaders(http.corsOrigins, request.headers.origin, reply);
      answerUnroutableRequest(error, request, reply);
    },
    clientErrorHandler: answerUnparsableRequest,
    // While it closes, streams are told so in band and commands still get their answer.
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

import { FastifyAdapter } from '@nestjs/platform-fastify';
import { streamFormatConstraint } from '#notification';
import type { RequestListener, Server } from 'node:http';
import { setCorsHeaders } from './cors.js';
import { refuseOtherMethods } from './allowed-methods.js';
import { createHttpServer, type HttpServerOptions } from './http-server.js';
import { answerUnparsableRequest, answerUnroutableRequest } from './rejected-request.js';

/** Bytes of the largest body. A hundred location reports have 15 KB. */
const BODY_LIMIT = 64 * 1024;

type Unroutable = Parameters<typeof answerUnroutableRequest>;

/** Creates the adapter for the server of `createHttpServer`. */
export function createHttpAdapter(options: HttpServerOptions): FastifyAdapter {
  const { http } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    frameworkErrors: (...[error, request, reply]: Unroutable) => {
      setCorsHeaders(http.corsOrigins, request.headers.origin, reply);
      answerUnroutableRequest(error, request, reply);
    },
    clientErrorHandler: answerUnparsableRequest,
    // During the shutdown open streams get a closing frame, and commands still get an answer.
    return503OnClosing: false,
    routerOptions: { constraints: streamFormatConstraint },
    // An HTTP/2 server has the members that Fastify and Nest use of an HTTP/1.1 server.
    serverFactory: (listener: RequestListener) => createHttpServer(listener, options) as Server,
  });
  refuseOtherMethods(adapter.getInstance());
  return adapter;
}

import { Get, Header, applyDecorators } from '@nestjs/common';
import { RouteConstraints } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { IncomingMessage } from 'node:http';
import { isWebSocketHandshake } from '#access';
import { negotiateFormat, type StreamFormat } from './content-negotiation.js';
import { SkipHelmet } from './skip-helmet.decorator.js';

/** The constraint of the routes that open a WebSocket. */
const WEB_SOCKET = 'websocket';

/**
 * Lets the router choose between the routes of one address by the `Accept` header (ADR 0012), and by
 * the handshake of a WebSocket (ADR 0056).
 * A route by `@Sse` has no constraint, so it gets every request that does not ask for JSON. Pass
 * this to Fastify as `routerOptions.constraints`; it does not affect routes without a constraint.
 */
export const streamFormatConstraint = {
  format: {
    name: 'format',
    storage: <Route>() => {
      const routes = new Map<string, Route>();
      return {
        get: (format: string) => routes.get(format) ?? null,
        set: (format: string, route: Route) => {
          routes.set(format, route);
        },
      };
    },
    deriveConstraint: (request: Pick<IncomingMessage, 'method' | 'headers'>): string =>
      isWebSocketHandshake(request)
        ? WEB_SOCKET
        : (negotiateFormat(request.headers.accept) ?? 'neither'),
  },
};

/**
 * Routes requests for the JSON format of the stream that `@Sse(path)` serves at the same address.
 * The API document has one entry for an address, which is the one of `@Sse`.
 */
export const GetPoll = (path: string) =>
  applyDecorators(
    Get(path),
    RouteConstraints({ format: 'json' satisfies StreamFormat }),
    Header('Cache-Control', 'no-store'),
    ApiExcludeEndpoint(),
  );

/** Routes the handshake of a WebSocket to the stream that `@Sse(path)` serves at the same address. */
export const GetSocket = (path: string) =>
  applyDecorators(
    Get(path),
    RouteConstraints({ format: WEB_SOCKET }),
    SkipHelmet(),
    ApiExcludeEndpoint(),
  );

import { Get, Header, applyDecorators } from '@nestjs/common';
import { RouteConstraints } from '@nestjs/platform-fastify';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { IncomingMessage } from 'node:http';
import { negotiateFormat, type StreamFormat } from './content-negotiation.js';

/**
 * Lets the router choose between the two routes of one address by the `Accept` header (ADR 0012).
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
    deriveConstraint: ({ headers }: Pick<IncomingMessage, 'headers'>): string =>
      negotiateFormat(headers.accept) ?? 'neither',
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

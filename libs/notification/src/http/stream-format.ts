import { Get, Header, applyDecorators } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import { RouteConstraints } from '@nestjs/platform-fastify';
import type { IncomingMessage } from 'node:http';
import { negotiateFormat, type StreamFormat } from './content-negotiation.js';

/**
 * Lets the router tell apart two routes of one address by the form that a request accepts
 * (ADR 0012): `@Sse` has no constraint, so it gets whatever doesn't ask for JSON. Given to
 * Fastify as `routerOptions.constraints`; routes without a constraint don't notice.
 */
export const streamFormatConstraint = {
  form: {
    name: 'form',
    storage: <Route>() => {
      const routes = new Map<string, Route>();
      return {
        get: (form: string) => routes.get(form) ?? null,
        set: (form: string, route: Route) => {
          routes.set(form, route);
        },
      };
    },
    deriveConstraint: ({ headers }: Pick<IncomingMessage, 'headers'>): string =>
      negotiateFormat(headers.accept) ?? 'neither',
  },
};

/**
 * The JSON of the stream that `@Sse(path)` serves at the same address. The API document has
 * one entry for an address, and it is written there.
 */
export const GetPoll = (path: string) =>
  applyDecorators(
    Get(path),
    RouteConstraints({ form: 'json' satisfies StreamFormat }),
    Header('Cache-Control', 'no-store'),
    ApiExcludeEndpoint(),
  );

import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import { BadRequestException } from '@nestjs/common';
import { isUtf8 } from 'node:buffer';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccessRequest } from '#access';
import { Metrics, type Settings } from '#platform';
import { setupApiDocs } from '../docs/api-docs.js';

/** Seconds a browser may remember the answer to a preflight. */
const PREFLIGHT_MAX_AGE = 600;

/**
 * Probes and scrapers come from machines that watch many of us. A stream can't be refused
 * with 429: a native `EventSource` would give up for good.
 */
const UNLIMITED = /^\/(health|metrics|v1\/(riders\/me|drivers\/me|trips\/[^/?]+)\/stream)(\/|\?|$)/;

/** Plugins, body parsing and hooks of the HTTP server. */
export async function configureHttp(
  app: NestFastifyApplication,
  settings: Settings,
): Promise<void> {
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, {
    // HSTS and upgrading belong to whoever terminates TLS.
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      directives: {
        // Swagger UI sets styles inline; scripts come from files only.
        'style-src': ["'self'", "'unsafe-inline'"],
        'script-src': ["'self'"],
        'upgrade-insecure-requests': null,
      },
    },
  });
  await app.register(fastifyRateLimit, {
    max: settings.http.rateLimitPerSecond,
    timeWindow: 1000,
    keyGenerator: callerOf,
    allowList: ({ url }: { url: string }) => UNLIMITED.test(url),
  });
  if (settings.http.corsOrigins.length > 0) {
    app.enableCors({
      origin: settings.http.corsOrigins,
      credentials: true,
      // Without it a preflight allows what needs none, so neither PUT nor DELETE.
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
      exposedHeaders: ['Idempotent-Replayed', 'Retry-After'],
      maxAge: PREFLIGHT_MAX_AGE,
    });
  }
  parseJsonOnly(app);
  measureRequests(app);
  setupApiDocs(app);
}

/** Whose requests are counted together: a token's, or an address's where there is none. */
const callerOf = ({ headers, ip }: Pick<AccessRequest, 'headers' | 'ip'>): string =>
  headers.authorization ?? headers.cookie ?? ip;

/** JSON and nothing else: any other media type is 415. An empty body is no body. */
function parseJsonOnly(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  // `error`: a body with `__proto__` or `constructor.prototype` is malformed.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined);
    else if (!isUtf8(body as Buffer)) done(new BadRequestException('The body is not UTF-8.'));
    else void parse(request, body.toString(), done);
  });
}

function measureRequests(app: NestFastifyApplication): void {
  const metrics = app.get(Metrics);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      // A stream lasts as long as its client likes: no request time.
      if (!route.endsWith('/stream')) {
        const labels = { method: request.method, route, status: reply.statusCode };
        metrics.requestSeconds.observe(labels, reply.elapsedTime / 1000);
      }
      done();
    });
}

import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import { BadRequestException } from '@nestjs/common';
import { isUtf8 } from 'node:buffer';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AccessRequest } from '#access';
import { negotiateFormat } from '#notification';
import { Metrics, type Settings } from '#platform';
import { setupApiDocs } from '../docs/api-docs.js';
import { contentSecurity } from './content-security.js';
import { serveAssets } from '../web/serve-assets.js';
import { createCorsDelegator } from './cors.js';
import { setStreamHeaders } from './stream-head-requests.js';

/** Probes and scrapers come from machines that watch many of us. */
const UNLIMITED = /^\/(health|metrics)(\/|\?|$)/;

const STREAM =
  /^\/v1\/((riders\/me|drivers\/me|ops|trips\/[^/?]+)\/stream|trips\/[^/?]+\/replay)(\?|$)/;

/** Plugins, body parsing and hooks of the HTTP server. */
export async function configureHttp(
  app: NestFastifyApplication,
  settings: Settings,
): Promise<void> {
  // Its own hook makes every request keep 400 bytes for cookies, also where there are none.
  await app.register(fastifyCookie, { hook: false });
  parseCookies(app);
  await app.register(fastifyHelmet, {
    // HSTS binds every port of a host, also those that aren't ours: for its owner to decide.
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: contentSecurity(settings) },
  });
  await app.register(fastifyRateLimit, {
    max: settings.http.rateLimitPerSecond,
    timeWindow: 1000,
    keyGenerator: callerOf,
    allowList: (request: RequestLine) => UNLIMITED.test(request.url) || isEventStream(request),
  });
  if (settings.http.corsOrigins.length > 0) {
    app.enableCors({ delegator: createCorsDelegator(settings.http.corsOrigins) });
  }
  setStreamHeaders(app);
  parseJsonOnly(app);
  measureRequests(app);
  setupApiDocs(app);
  await serveAssets(app);
}

type RequestLine = Pick<AccessRequest, 'url' | 'headers'>;

/**
 * An event stream can't be refused with 429: a native `EventSource` would give up for good.
 * A poll of the same address can.
 */
const isEventStream = ({ url, headers }: RequestLine): boolean =>
  STREAM.test(url) && negotiateFormat(headers.accept) === 'event-stream';

/** Whose requests are counted together: a token's, or an address's where there is none. */
const callerOf = ({ headers, ip }: Pick<AccessRequest, 'headers' | 'ip'>): string =>
  headers.authorization ?? headers.cookie ?? ip;

function parseCookies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { cookie } = request.headers;
    if (cookie !== undefined) request.cookies = fastify.parseCookie(cookie);
    done();
  });
}

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
      if (!/\/(stream|replay)$/.test(route)) {
        const labels = { method: request.method, route, status: reply.statusCode };
        metrics.requestSeconds.observe(labels, reply.elapsedTime / 1000);
      }
      done();
    });
}

import fastifyCookie from '@fastify/cookie';
import { BadRequestException } from '@nestjs/common';
import { isUtf8 } from 'node:buffer';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CallerIdentifier, getRoute, isWebSocketHandshake, type AccessRequest } from '#access';
import { negotiateFormat } from '#notification';
import { Metrics, type Settings } from '#platform';
import { setupApiDocs } from '../docs/api-docs.js';
import { renderOnce } from '../docs/render-once.js';
import { compressAnswers } from './compress-answers.js';
import { contentSecurity } from './content-security.js';
import { serveAssets } from '../web/serve-assets.js';
import { createCorsDelegator } from './cors.js';
import { setHelmetHeaders } from './helmet-headers.js';
import { checkHosts } from './host-check.js';
import { limitRequests } from './request-rate-limit.js';
import { prepareStreams } from './prepare-streams.js';
import { refuseStreams } from './refuse-streams.js';
import { limitStreamOpenings } from './stream-rate-limit.js';

const STREAM = /^\/v1\/.+\/(stream|replay)$/;

/** Registers the plugins, the body parser and the hooks of the HTTP server. */
export async function configureHttp(
  app: NestFastifyApplication,
  settings: Settings,
): Promise<void> {
  const callers = app.get(CallerIdentifier);
  checkHosts(app, settings);
  // The plugin's own hook would cost each request 400 bytes, also requests without a cookie.
  await app.register(fastifyCookie, { hook: false });
  parseCookies(app);
  await setHelmetHeaders(app, {
    // HSTS applies to every port of a host, also to those of other services, so the operator of
    // the host must decide on it.
    strictTransportSecurity: false,
    contentSecurityPolicy: { directives: contentSecurity(settings) },
  });
  if (settings.http.corsOrigins.length > 0) {
    app.enableCors({ delegator: createCorsDelegator(settings.http.corsOrigins) });
  }
  await compressAnswers(app);
  prepareStreams(app);
  if (settings.role === 'api') refuseStreams(app, isEventStream);
  else limitStreamOpenings(app, settings, { callers, isEventStream });
  await limitRequests(app, settings, { callers, isEventStream });
  parseJsonOnly(app);
  measureRequests(app);
  // The documents and the pages are served beside the commands.
  if (settings.role === 'gateway') return;
  renderOnce(app);
  setupApiDocs(app);
  await serveAssets(app);
}

type RequestLine = Pick<AccessRequest, 'method' | 'routeOptions' | 'headers'>;

/**
 * An event stream gets no 429: a native `EventSource` never reconnects after one. Its rate is
 * limited in band (`limitStreamOpenings`). A poll of the same address is limited by a status, and so
 * is the handshake of a WebSocket.
 */
const isEventStream = (request: RequestLine): boolean => {
  const route = getRoute(request);
  // A replay has no WebSocket: there the handshake is ignored.
  const isSocket = route.endsWith('/stream') && isWebSocketHandshake(request);
  return (
    STREAM.test(route) && !isSocket && negotiateFormat(request.headers.accept) === 'event-stream'
  );
};

function parseCookies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { cookie } = request.headers;
    if (cookie !== undefined) request.cookies = fastify.parseCookie(cookie);
    done();
  });
}

/**
 * Accepts JSON bodies only; another media type is answered by 415. An empty body counts as no body.
 */
function parseJsonOnly(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  // With `error`, a body that contains `__proto__` or `constructor.prototype` is malformed.
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
      // The client decides how long a stream lasts, so its duration is no request time.
      if (!/\/(stream|replay)$/.test(route)) {
        const labels = { method: request.method, route, status: reply.statusCode };
        metrics.requestSeconds.observe(labels, reply.elapsedTime / 1000);
      }
      done();
    });
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SendHook } from '../http/connection/bound-answers.js';
import { shareDocument } from '../http/connection/shared-document.js';

/** The documents of the API, which would be rendered, or copied, for each request. */
const DOCUMENTS = new Set([
  '/openapi.json',
  '/openapi.yaml',
  '/docs',
  '/docs/',
  '/docs/index.html',
]);

/**
 * Keeps the first rendering of each API document and sends it to every later client, so that a
 * request costs neither the rendering nor a copy.
 */
export function renderOnce(app: NestFastifyApplication): void {
  const rendered = new Map<string, { body: Buffer; type: unknown }>();
  const fastify = app.getHttpAdapter().getInstance();
  // With a callback, because a promise would cost every request of every route.
  fastify.addHook('preHandler', (request, reply, done) => {
    const known = rendered.get(request.routeOptions.url ?? '');
    if (known) void reply.header('Content-Type', known.type).send(known.body);
    else done();
  });
  fastify.addHook('onSend', (...[request, reply, payload, done]: SendHook) => {
    const { url = '' } = request.routeOptions;
    const isRendering = typeof payload === 'string' && reply.statusCode === 200;
    if (!isRendering || !DOCUMENTS.has(url)) return done(null, payload);
    const body = shareDocument(payload);
    rendered.set(url, { body, type: reply.getHeader('Content-Type') });
    done(null, body);
  });
}

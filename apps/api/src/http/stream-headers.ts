import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Sets the headers of responses at stream addresses. Their format depends on `Accept`, so caches
 * need `Vary: Accept` (RFC 9110, section 12.5.5), beside the `Origin` that CORS may have set.
 * `nosniff` (Fetch standard, section 3.6) is set here because Helmet skips these routes.
 */
export function setStreamHeaders(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (request.routeOptions.url?.endsWith('/stream')) {
        const known = [reply.getHeader('Vary') ?? []].flat().map(String);
        reply.header('Vary', [...known, 'Accept'].join(', '));
        reply.header('X-Content-Type-Options', 'nosniff');
      }
      done();
    });
}

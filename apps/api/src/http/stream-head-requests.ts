import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * A stream's address answers in two forms, so whoever keeps answers must look at `Accept`
 * (RFC 9110, section 12.5.5). Added to what is there already: CORS says `Origin`. Nobody
 * may take a stream for anything else (Fetch, section 3.6, `nosniff`), which Helmet says
 * everywhere but here.
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

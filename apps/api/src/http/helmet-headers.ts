import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Sets Helmet's headers on every response, except on routes with `SkipHelmet`. The plugin would
 * compile the Content-Security-Policy anew for each request. The headers are the same for all
 * requests, so they are read once, from a Fastify of their own that listens on no port.
 */
export async function setHelmetHeaders(
  app: NestFastifyApplication,
  options: FastifyHelmetOptions,
): Promise<void> {
  const headers = Object.entries(await readHelmetHeaders(options));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      const config = request.routeOptions.config as { helmet?: { skipRoute?: boolean } };
      if (config.helmet?.skipRoute !== true) {
        // As the plugin does it: a route's own header of the same name replaces the raw one.
        for (const [name, value] of headers) reply.raw.setHeader(name, value);
      }
      done();
    });
}

async function readHelmetHeaders(options: FastifyHelmetOptions): Promise<Record<string, string>> {
  const fastify = new FastifyAdapter().getInstance();
  await fastify.register(fastifyHelmet, options);
  fastify.get('/', (_request, reply) => {
    void reply.send(reply.raw.getHeaders());
  });
  const answer = await fastify.inject('/');
  await fastify.close();
  return answer.json();
}

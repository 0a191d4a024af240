import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SendHook } from './connection/bound-answers.js';

/**
 * The headers of an answer without a body. The others concern a document, and a browser makes none
 * of a 204. A page of another site must not learn from `Cross-Origin-Resource-Policy` whether a
 * request succeeded, so 204 has it as every error does (Fetch standard, section 3.7).
 */
const WITHOUT_BODY = new Set(['cross-origin-resource-policy', 'x-content-type-options']);

const NO_CONTENT = 204;

/**
 * Sets Helmet's headers on every response, except on routes with `SkipHelmet`. The plugin would
 * compile the Content-Security-Policy anew for each request. The headers are the same for all
 * requests, so they are read once, from a Fastify of their own that listens on no port.
 */
export async function setHelmetHeaders(
  app: NestFastifyApplication,
  options: FastifyHelmetOptions,
): Promise<void> {
  const all = Object.entries(await readHelmetHeaders(options));
  const withoutBody = all.filter(([name]) => WITHOUT_BODY.has(name));
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (...[request, reply, payload, done]: SendHook) => {
      const config = request.routeOptions.config as { helmet?: { skipRoute?: boolean } };
      if (config.helmet?.skipRoute !== true) {
        const headers = reply.statusCode === NO_CONTENT ? withoutBody : all;
        for (const [name, value] of headers) {
          // A route's own header of the same name stays.
          if (reply.getHeader(name) === undefined) reply.header(name, value);
        }
      }
      done(null, payload);
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

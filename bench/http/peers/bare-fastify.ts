import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { locationRequestSchema } from '#contracts';
import { serveCalls } from '../../streams/process/serve-calls.js';
import type { PeerCalls } from './peer-calls.js';

/**
 * Fastify alone, with the JSON Schema of the API's own route. The adapter is never initialised: it
 * only creates the Fastify of the version that the server uses.
 */
const fastify = new FastifyAdapter().getInstance();
const body = z.toJSONSchema(locationRequestSchema, {
  // Fastify's validator knows the drafts up to 7.
  target: 'draft-7',
  override: ({ jsonSchema }) => {
    // It refuses keywords that JSON Schema doesn't know.
    Reflect.deleteProperty(jsonSchema, 'example');
  },
});
fastify.post('/v1/drivers/me/locations', { schema: { body } }, (_request, reply) => {
  void reply.code(204).send();
});
await fastify.listen({ port: 0, host: '127.0.0.1' });
const { port } = fastify.server.address() as AddressInfo;

serveCalls<PeerCalls>({ describe: () => ({ port, pid: process.pid }) }, () => fastify.close());

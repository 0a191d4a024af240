import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { webAssets } from './web-build.js';

/** The pages' scripts and styles at `/assets/`. A hash is in each name, so they are kept for good. */
export async function serveAssets(app: NestFastifyApplication): Promise<void> {
  const root = webAssets();
  if (!root) return;
  await app.register(fastifyStatic, {
    root,
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    // Swagger UI's own registration decorates the reply.
    decorateReply: false,
  });
}

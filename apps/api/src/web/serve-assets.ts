import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { webAssets } from './web-build.js';

/**
 * Serves the scripts and styles of the pages at `/assets/`. Their names contain a hash, so caches
 * may keep them.
 */
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
    // Swagger UI's registration of the plugin decorates the reply already.
    decorateReply: false,
  });
}

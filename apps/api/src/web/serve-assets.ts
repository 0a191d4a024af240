import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { join } from 'node:path';
import { webAssets } from './web-build.js';

/**
 * Serves the scripts and styles of the pages at `/assets/`. Their names contain a hash, so caches
 * may keep them. The manifest, its icons and the service worker are at `/app/`.
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
    decorateReply: false,
  });
  await app.register(fastifyStatic, {
    root: join(root, '..', 'app'),
    prefix: '/app/',
    index: false,
    decorateReply: false,
    // A deployed worker replaces the old one at the next navigation.
    cacheControl: false,
    setHeaders: (reply) => {
      void reply.header('Cache-Control', 'no-cache');
      // The worker is in a folder and answers for the pages above it.
      void reply.header('Service-Worker-Allowed', '/');
    },
  });
}

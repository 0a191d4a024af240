import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { DOCS_SCRIPT, docsPage } from './docs-page.js';

/** The files of Swagger UI that the page needs. */
const FILES = new Set(['/swagger-ui-bundle.js', '/swagger-ui.css']);

/** Serves the documentation at `/docs`, and the files of the Swagger UI that @nestjs/swagger has. */
export function serveDocs(app: NestFastifyApplication, document: () => OpenAPIObject): void {
  const fastify = app.getHttpAdapter().getInstance();
  for (const path of ['/docs', '/docs/', '/docs/index.html']) {
    fastify.get(path, (_request, reply) => {
      void reply.type('text/html; charset=utf-8').send(docsPage(document()));
    });
  }
  fastify.get('/docs/start.js', (_request, reply) => {
    void reply.type('text/javascript; charset=utf-8').send(DOCS_SCRIPT);
  });
  void fastify.register(fastifyStatic, {
    root: swaggerUiFolder(),
    prefix: '/docs/',
    index: false,
    decorateReply: false,
    allowedPath: (path) => FILES.has(path),
  });
}

function swaggerUiFolder(): string {
  const nest = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return dirname(nest.resolve('swagger-ui-dist/package.json'));
}

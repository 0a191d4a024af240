import fastifyCompress from '@fastify/compress';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { constants } from 'node:zlib';
import { getRoute, type AccessRequest } from '#access';

/** Smaller answers fit into one packet, compressed or not. */
const SMALLEST_BYTES = 1024;

/** Fast enough for a document that is compressed for each request; assets are compressed by Vite. */
const BROTLI_QUALITY = 4;

const COMPRESSIBLE =
  /^(application\/(.+\+)?json|application\/(javascript|yaml)|text\/(html|css|javascript|plain|yaml)|image\/svg\+xml)\b/;

/** Streams, and the polls of the same addresses. A frame must leave when it is written. */
const STREAM = /\/(stream|replay)$/;

/** The map is the same for all visitors, and has no secret. Viewers of a share link read it too. */
const PUBLIC_MAP = '/v1/city';

/** It holds the token of the demo's control. */
const SECRET_PAGES = '/pages/config.json';

type ReadRequest = Pick<AccessRequest, 'routeOptions' | 'headers'> & { method: string };

/**
 * Compresses answers of a kilobyte or more with brotli or gzip.
 *
 * BREACH: an attacker who can make a browser send requests with a chosen text, and sees the lengths of the
 * compressed answers, learns a secret in them letter by letter. So an answer of the API is
 * compressed only when it was asked for with an `Authorization` header, which no other site can
 * make a browser send, and never to a command. A session in a cookie gets plain answers.
 */
export async function compressAnswers(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    // The plugin leaves answers to such a request as they are.
    if (!mayCompress(request)) request.headers['x-no-compression'] = '1';
    done();
  });
  await app.register(fastifyCompress, {
    threshold: SMALLEST_BYTES,
    encodings: ['br', 'gzip'],
    requestEncodings: ['identity'],
    customTypes: (type) => COMPRESSIBLE.test(type),
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  });
}

/** Whether the answer to this request may be compressed. */
function mayCompress(request: ReadRequest): boolean {
  const route = getRoute(request);
  if (request.method !== 'GET' || STREAM.test(route) || route === SECRET_PAGES) return false;
  if (route === PUBLIC_MAP) return true;
  return !route.startsWith('/v1/') || request.headers.authorization !== undefined;
}

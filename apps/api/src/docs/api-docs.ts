import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemSchema } from '#contracts';
import { PROBLEM_MEDIA_TYPE } from '#platform';
import { describeStreams } from './stream-docs.js';

/** The introduction of the API documentation, in Markdown. */
const DESCRIPTION = [
  'Trips, offers and streams.',
  'To try things out, send `POST /v1/sessions` (with `AUTH_MODE=demo`), press **Authorize** and paste the `token` of its answer.',
  'Errors are problem documents (RFC 9457), [listed by code](/errors).',
  'A stream doesn’t end, so watch it with `curl -N`: [how](/). What it carries is described as [AsyncAPI](/asyncapi.json), too.',
].join('\n\n');

/** The token of a share link. On the routes that show a trip it replaces a session. */
const SHARE_LINK = { type: 'apiKey', in: 'query', name: 'share' } as const;

/**
 * Serves OpenAPI at `/docs` and `/openapi.json`, derived from the schemas that the routes validate
 * with.
 */
export function setupApiDocs(app: NestFastifyApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Tripstream')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .addApiKey(SHARE_LINK, 'share')
    .addTag('Sessions')
    .addTag('Trips')
    .addTag('Driver')
    .addTag('Streams')
    .addTag('City')
    .addTag('Operations')
    .addTag('Sandbox')
    .addTag('Webhooks')
    .addGlobalResponse({
      status: 'default',
      description: 'A problem document (RFC 9457)',
      standardSchema: problemSchema,
    } as never)
    .build();
  const document = () => describeStreams(nameProblems(SwaggerModule.createDocument(app, config)));
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}

/** Sets the media type of problem documents, which the builder can't set for a single response. */
function nameProblems(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of ['get', 'put', 'post', 'patch', 'delete'] as const) {
      const problem = path[method]?.responses.default;
      if (!problem || !('content' in problem) || !problem.content) continue;
      const [content] = Object.values(problem.content);
      if (content) problem.content = { [PROBLEM_MEDIA_TYPE]: content };
    }
  }
  return document;
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemSchema } from '#contracts';
import { PROBLEM_MEDIA_TYPE } from '#platform';
import { nameSchemas } from './named-schemas.js';
import { makeBodiesOptional } from './optional-bodies.js';
import { operationName } from './operation-names.js';
import { makeSchemasPortable } from './portable-schemas.js';
import { serveDocs } from './serve-docs.js';
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
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/', 'This server')
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
  let document: OpenAPIObject | undefined;
  const describe = (): OpenAPIObject => (document ??= apiDocument(app, config));
  SwaggerModule.setup('docs', app, describe, {
    ui: false,
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
  serveDocs(app, describe);
}

function apiDocument(app: NestFastifyApplication, config: Omit<OpenAPIObject, 'paths'>) {
  const created = SwaggerModule.createDocument(app, config, { operationIdFactory: operationName });
  // Schemas may be shared with a later rendering, and the steps change them.
  const document = describeStreams(nameProblems(structuredClone(created)));
  return makeSchemasPortable(nameSchemas(makeBodiesOptional(document)));
}

/** Sets the media type of problem documents, which the builder can't set for a single response. */
function nameProblems(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path) as { responses?: Responses }[]) {
      const { responses = {} } = operation;
      const [schema] = Object.values(responses['default']?.content ?? {});
      if (!schema) continue;
      const content = { [PROBLEM_MEDIA_TYPE]: schema };
      for (const [status, response] of Object.entries(responses)) {
        // The readiness check answers 503 with its report, which is no problem document.
        response.description ||= 'The answer';
        const isError = status === 'default' || (status >= '400' && !response.content);
        if (isError) response.content = content;
      }
    }
  }
  return document;
}

type Responses = Record<string, { description: string; content?: Record<string, object> }>;

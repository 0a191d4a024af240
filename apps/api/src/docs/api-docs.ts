import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemSchema } from '#contracts';
import { PROBLEM_MEDIA_TYPE } from '#platform';

/** OpenAPI at `/docs` and `/openapi.json`, derived from the schemas the routes validate with. */
export function setupApiDocs(app: NestFastifyApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Tripstream')
    .setDescription('Trips, offers and streams. Errors are RFC 9457 problem documents.')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .addGlobalResponse({
      status: 'default',
      description: 'A problem document (RFC 9457)',
      standardSchema: problemSchema,
    } as never)
    .build();
  const document = () => nameProblems(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}

/** Problems have a media type of their own, which the builder can't say for one response. */
function nameProblems(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of ['get', 'put', 'post', 'delete'] as const) {
      const problem = path[method]?.responses.default;
      if (!problem || !('content' in problem) || !problem.content) continue;
      const [content] = Object.values(problem.content);
      if (content) problem.content = { [PROBLEM_MEDIA_TYPE]: content };
    }
  }
  return document;
}

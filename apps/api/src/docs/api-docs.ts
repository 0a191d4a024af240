import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { problemSchema } from '#contracts';

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
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
  });
}

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NoTracing, SettingsError, type Settings, type Tracing } from '#platform';

const NOT_LOADED =
  'OTEL_EXPORTER_OTLP_ENDPOINT needs node --import ./dist/apps/api/src/telemetry/register.js ' +
  'before the program. npm start and npm run start:prod have it.';

/**
 * The tracing of this process. OpenTelemetry is loaded only with `OTEL_EXPORTER_OTLP_ENDPOINT`.
 *
 * @throws SettingsError when the process was started without `register.js`
 */
export async function createTracing({ tracing }: Settings): Promise<Tracing> {
  if (tracing.endpoint === undefined) return new NoTracing();
  const { sdk } = await import('./sdk.js');
  if (!sdk.started) throw new SettingsError(NOT_LOADED);
  const { OtelTracing } = await import('./otel-tracing.js');
  return new OtelTracing(sdk.started);
}

/** Names the span of each request after its route, which only Fastify knows. */
export async function nameRequests(
  app: NestFastifyApplication,
  { tracing }: Settings,
): Promise<void> {
  if (tracing.endpoint === undefined) return;
  const { trace } = await import('@opentelemetry/api');
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (route !== undefined) {
      const span = trace.getActiveSpan();
      span?.updateName(`${request.method} ${route}`).setAttribute('http.route', route);
    }
    done();
  });
}

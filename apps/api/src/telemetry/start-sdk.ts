import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import {
  defaultResource,
  envDetector,
  detectResources,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
} from '@opentelemetry/sdk-trace-node';
import { register } from 'node:module';
import { sdk } from './sdk.js';

/** Milliseconds. A collector that hangs is given up after this long; the variable of the SDK wins. */
const EXPORT_LIMIT_MS = 2_000;

/**
 * A stream lasts for an hour, and its span would be exported at its end: `stream.open` and
 * `stream.deliver` are made by hand instead. Probes and scrapes are not worth a trace.
 */
const UNTRACED = /^\/(?:v1\/[^?]*\/(?:stream|replay)|health\/\w+|metrics)(?:\?|$)/;

/** Without the hook no ES module is instrumented, and no warning says so. */
const INSTRUMENTED = ['http', 'https', 'pg', 'pg-pool'];

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url, {
  data: { include: INSTRUMENTED },
});

const resource = defaultResource()
  .merge(resourceFromAttributes({ 'service.name': 'tripstream' }))
  .merge(detectResources({ detectors: [envDetector] }));
const hasOwnLimit = process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] !== undefined;
// The queue is bounded (OTEL_BSP_MAX_QUEUE_SIZE, 2,048 spans); further spans are dropped.
const processor = new BatchSpanProcessor(
  new OTLPTraceExporter(hasOwnLimit ? {} : { timeoutMillis: EXPORT_LIMIT_MS }),
);
// The sampler is that of OTEL_TRACES_SAMPLER.
const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
provider.register();
registerInstrumentations({
  instrumentations: [
    new HttpInstrumentation({
      ignoreIncomingRequestHook: ({ url = '' }) => UNTRACED.test(url),
      requireParentforOutgoingSpans: true,
    }),
    // The polls of a process belong to no request.
    new PgInstrumentation({ requireParentSpan: true }),
  ],
});
// A span with a link exists only if the other trace is sampled, so it is not decided again.
const linked = new NodeTracerProvider({
  resource,
  sampler: new AlwaysOnSampler(),
  spanProcessors: [processor],
});
sdk.started = {
  tracer: provider.getTracer('tripstream'),
  linkedTracer: linked.getTracer('tripstream'),
  shutdown: () => provider.shutdown(),
};

/** What a span says of its work. The names are ours, or of OpenTelemetry's semantic conventions. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * Which trace a span belongs to. `active`: that of the request that is handled; there is no span
 * without one, or if it is not sampled. `parent`: that of another span. `link`: a trace of its own,
 * which names the other span. Default: a trace of its own.
 */
export type SpanOrigin = 'active' | { parent: string } | { link: string };

export interface SpanOptions {
  /** By OpenTelemetry. Default: internal. */
  kind?: 'internal' | 'producer' | 'consumer';
  origin?: SpanOrigin;
  attributes?: SpanAttributes;
}

/** Work whose beginning is noted. A span that is never ended is never exported. */
export interface Span {
  /** Names the span to others (W3C Trace Context, section 3.2). */
  readonly traceparent: string;
  /** @param attributes what is known at the end only */
  end(attributes?: SpanAttributes): void;
}

/** Spans of the steps of an event, for a tracing system. `apps/api` has the adapter (ADR 0045). */
export abstract class Tracing {
  /** @returns undefined where no span is made: tracing is off, or the trace is not sampled */
  abstract startSpan(name: string, options: SpanOptions): Span | undefined;

  /** Sends what was noted, within a second. */
  abstract stop(): Promise<void>;
}

/** Makes no span: `OTEL_EXPORTER_OTLP_ENDPOINT` is not set. */
export class NoTracing extends Tracing {
  startSpan(): undefined {
    return undefined;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}

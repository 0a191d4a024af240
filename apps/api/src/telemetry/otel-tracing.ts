import {
  ROOT_CONTEXT,
  SpanKind,
  TraceFlags,
  context,
  diag,
  trace,
  type Context,
  type Span as OtelSpan,
  type SpanContext,
} from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { Tracing, type Span, type SpanAttributes, type SpanOptions } from '#platform';
import type { StartedSdk } from './sdk.js';

const KINDS = {
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
};

/** `<version>-<trace id>-<parent id>-<flags>` (W3C Trace Context, section 3.2). */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Milliseconds for the last export when the server ends. */
const STOP_LIMIT_MS = 1_000;
/** Milliseconds. A collector that is away fails every batch; one line a minute says so. */
const LOG_INTERVAL_MS = 60_000;

/** Makes spans with OpenTelemetry. */
export class OtelTracing extends Tracing {
  private readonly logger = new Logger('Tracing');
  private loggedAt = -Infinity;

  constructor(private readonly sdk: StartedSdk) {
    super();
    const log = this.logProblem.bind(this);
    const ignore = (): void => undefined;
    diag.setLogger({ error: log, warn: log, info: ignore, debug: ignore, verbose: ignore });
  }

  startSpan(name: string, { kind = 'internal', origin, attributes }: SpanOptions) {
    const isLinked = typeof origin === 'object' && 'link' in origin;
    const parent = findParent(origin);
    const links = isLinked ? toLinks(origin.link) : [];
    if (parent === undefined || (isLinked && links.length === 0)) return undefined;
    const tracer = isLinked ? this.sdk.linkedTracer : this.sdk.tracer;
    const options = { kind: KINDS[kind], links, ...(attributes && { attributes }) };
    return wrap(tracer.startSpan(name, options, parent));
  }

  async stop(): Promise<void> {
    const finished = this.sdk.shutdown().catch((error: unknown) => {
      this.logger.warn('The last spans could not be exported', error);
    });
    await Promise.race([finished, delay(STOP_LIMIT_MS, undefined, { ref: false })]);
  }

  private logProblem(message: string): void {
    const now = performance.now();
    if (now - this.loggedAt < LOG_INTERVAL_MS) return;
    this.loggedAt = now;
    this.logger.warn(`Spans are lost: ${message.slice(0, 500)}`);
  }
}

/** @returns undefined where no span is to be made */
function findParent(origin: SpanOptions['origin']): Context | undefined {
  if (origin === 'active') {
    const active = context.active();
    const isSampled = ((trace.getSpanContext(active)?.traceFlags ?? 0) & TraceFlags.SAMPLED) > 0;
    return isSampled ? active : undefined;
  }
  if (origin === undefined || 'link' in origin) return ROOT_CONTEXT;
  const parent = parseTraceparent(origin.parent);
  return parent && trace.setSpanContext(ROOT_CONTEXT, parent);
}

function toLinks(traceparent: string): { context: SpanContext }[] {
  const linked = parseTraceparent(traceparent);
  return linked ? [{ context: linked }] : [];
}

function parseTraceparent(text: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

/** @returns undefined for a span that is not sampled */
function wrap(span: OtelSpan): Span | undefined {
  if (!span.isRecording()) return undefined;
  const { traceId, spanId } = span.spanContext();
  return {
    traceparent: `00-${traceId}-${spanId}-01`,
    end: (attributes?: SpanAttributes) => {
      if (attributes) span.setAttributes(attributes);
      span.end();
    },
  };
}

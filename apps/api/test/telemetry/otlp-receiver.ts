import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { bytesOf, messagesOf, readFields, type Fields } from './protobuf.js';

/** A span as it was exported. */
export interface ExportedSpan {
  service: unknown;
  name: string;
  /** 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  traceId: string;
  spanId: string;
  /** Empty for the root of a trace. */
  parentId: string;
  attributes: Record<string, unknown>;
  /** The ids of the traces that it links to. */
  links: { traceId: string; spanId: string }[];
}

/** How a collector answers: it takes the spans, or it never answers. */
type Behaviour = 'accept' | 'hang';

/** A collector of OpenTelemetry on loopback (OTLP over HTTP in protobuf, version 1). */
export class OtlpReceiver {
  readonly spans: ExportedSpan[] = [];
  requests = 0;

  private constructor(private readonly server: Server) {}

  static async start(behaviour: Behaviour = 'accept'): Promise<OtlpReceiver> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        receiver.requests += 1;
        if (behaviour === 'hang') return;
        const sent = Buffer.concat(chunks);
        const isZipped = request.headers['content-encoding'] === 'gzip';
        receiver.spans.push(...readSpans(isZipped ? gunzipSync(sent) : sent));
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
    const receiver = new OtlpReceiver(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  named(name: string): ExportedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** The numbers of the fields are those of opentelemetry/proto/trace/v1/trace.proto. */
function readSpans(request: Buffer): ExportedSpan[] {
  return messagesOf(readFields(request), 1).flatMap((resourceSpans) => {
    const service = messagesOf(resourceSpans, 1).map(readAttributes)[0]?.['service.name'];
    return messagesOf(resourceSpans, 2).flatMap((scopeSpans) =>
      messagesOf(scopeSpans, 2).map((span) => ({ service, ...readSpan(span) })),
    );
  });
}

function readSpan(span: Fields): Omit<ExportedSpan, 'service'> {
  return {
    name: textOf(span, 5),
    kind: Number(span.get(6)?.[0] ?? 0),
    traceId: hexOf(span, 1),
    spanId: hexOf(span, 2),
    parentId: hexOf(span, 4),
    attributes: readAttributes(span, 9),
    links: messagesOf(span, 13).map((link) => ({
      traceId: hexOf(link, 1),
      spanId: hexOf(link, 2),
    })),
  };
}

/** @param field that of the attributes; 1 in a resource, 9 in a span */
function readAttributes(owner: Fields, field: unknown = 1): Record<string, unknown> {
  const number = field === 9 ? 9 : 1;
  return Object.fromEntries(
    messagesOf(owner, number).map((pair) => {
      const value = messagesOf(pair, 2)[0] ?? new Map();
      const [text] = bytesOf(value, 1);
      return [textOf(pair, 1), text ? text.toString() : [...value.values()][0]?.[0]];
    }),
  );
}

const textOf = (fields: Fields, field: number): string =>
  bytesOf(fields, field)[0]?.toString() ?? '';
const hexOf = (fields: Fields, field: number): string =>
  bytesOf(fields, field)[0]?.toString('hex') ?? '';

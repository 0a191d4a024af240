import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readable } from 'node:stream';
import { PIECE_BYTES, SlicedAnswer, meterStream } from './answer-stream.js';
import type { ClientConnections } from './client-connections.js';
import type { Exchange, RawRequest } from './exchange.js';
import { isSharedDocument } from './shared-document.js';

/** Bytes that a stream of a file keeps: its own buffer, and the one of the response. */
const STREAM_BYTES = 64 * 1024;

/** The used part of a Fastify request. */
interface Request {
  raw: RawRequest;
  method: string;
  routeOptions: { url?: string | undefined; config?: object };
}

/** The used part of a Fastify reply. */
interface Reply {
  statusCode: number;
  getHeader(name: string): unknown;
  header(name: string, value: number | string): unknown;
}

/** The parameters of Fastify's hook that may replace the body of an answer. */
export type SendHook = [
  request: Request,
  reply: Reply,
  payload: unknown,
  done: (error: Error | null, payload?: unknown) => void,
];

/**
 * Counts the bytes of every answer that Fastify sends until they have left this process, and sends
 * large answers in pieces. Event streams, which Nest writes to the raw response, count their own
 * bytes (`STREAM_MAX_PENDING_BYTES`).
 */
export function boundAnswers(app: NestFastifyApplication, connections: ClientConnections): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (...[request, reply, payload, done]: SendHook) => {
      const exchange = connections.find(request.raw);
      // Fastify leaves the body of an answer to HEAD out.
      if (!exchange || request.method === 'HEAD') done(null, payload);
      else done(null, bound({ connections, exchange, reply }, payload));
    });
}

interface Answering {
  connections: ClientConnections;
  exchange: Exchange;
  reply: Reply;
}

function bound({ connections, exchange, reply }: Answering, payload: unknown): unknown {
  if (payload instanceof Readable) {
    connections.hold(exchange, STREAM_BYTES);
    return meterStream(payload, exchange);
  }
  if (typeof payload === 'string') return boundText({ connections, exchange, reply }, payload);
  if (Buffer.isBuffer(payload)) return boundBytes({ connections, exchange, reply }, payload);
  connections.hold(exchange, 0);
  return payload;
}

/** A small text stays a text, which Node sends with the headers in one write. */
function boundText(answering: Answering, text: string): string | Readable | Buffer {
  const length = Buffer.byteLength(text);
  if (length > PIECE_BYTES) return boundBytes(answering, Buffer.from(text));
  answering.connections.hold(answering.exchange, length);
  return text;
}

function boundBytes({ connections, exchange, reply }: Answering, bytes: Buffer): Readable | Buffer {
  connections.hold(exchange, isSharedDocument(bytes) ? PIECE_BYTES : bytes.length);
  if (bytes.length <= PIECE_BYTES) return bytes;
  reply.header('content-length', bytes.length);
  return new SlicedAnswer(bytes, exchange);
}

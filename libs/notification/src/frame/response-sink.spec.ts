import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { createServer, get, type Server, type ServerResponse } from 'node:http';
import {
  connect,
  createServer as createHttp2Server,
  type ClientHttp2Session,
  type Http2Server,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { until } from '#testing';
import type { EncodedFrame } from './frame.js';
import { ResponseSink } from './response-sink.js';

/** Node’s HTTP/2 response has `flushHeaders`, but its type does not. */
type Response = ServerResponse | (Http2ServerResponse & { flushHeaders(): void });

/** A request and its response, over either version of HTTP. */
interface Exchange {
  response: Response;
  sink: ResponseSink;
  /** Resolves with the body, which is paused, when the server has sent the headers. */
  body: () => Promise<Readable>;
  leave: () => void;
}

/** 32 of these are far more than the buffers of the operating system hold on loopback. */
const CHUNK = Buffer.alloc(1024 * 1024, 'x');
const CHUNKS = 32;

/** The bytes as a frame, of which the sink sends one of the two forms. */
const frameOf = (bytes: Buffer): EncodedFrame => ({
  bytes,
  chunk: Buffer.concat([
    Buffer.from(`${bytes.length.toString(16)}\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ]),
});

/** The code of RST_STREAM: browsers send CANCEL, Node’s client sends NO_ERROR. */
const LEAVE = { code: 8 };

let server: Server | Http2Server;
let session: ClientHttp2Session | undefined;

afterEach(async () => {
  session?.destroy();
  session = undefined;
  if ('closeAllConnections' in server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe.each([
  ['HTTP/1.1', overHttp1, 0],
  ['HTTP/2, where leaving is CANCEL', overHttp2, 8],
  ['HTTP/2, where leaving is NO_ERROR', overHttp2, 0],
])('ResponseSink over %s', (_name, exchange, code) => {
  beforeEach(() => {
    LEAVE.code = code;
  });

  it('the sink takes the response over when the headers are sent, and not before', async () => {
    const { sink, response } = await exchange();
    expect(sink.takeOver()).toBe(false);
    response.writeHead(200);
    response.flushHeaders();
    expect(sink.takeOver()).toBe(true);
  });

  it('the end of a piped stream does not end a response that was taken over', async () => {
    const { sink, response, body } = await exchange();
    const piped = new PassThrough();
    sink.watchPipe();
    piped.pipe(response);
    response.writeHead(200);
    response.flushHeaders();
    piped.end();
    sink.takeOver();
    const reading = readText(await body());
    await new Promise((resolve) => setImmediate(resolve));
    expect(response.writableEnded).toBe(false);
    sink.send(frameOf(Buffer.from('last')));
    sink.flush();
    sink.end();
    expect(await reading).toBe('last');
  });

  it('resolves every wait when the client leaves before the headers are sent', async () => {
    const { sink, leave } = await exchange();
    const closed = new Promise<void>((resolve) => sink.onClose(resolve));
    leave();
    await closed;
    expect(sink.takeOver()).toBe(false);
    expect(sink.isClosed).toBe(true);
    sink.send(frameOf(CHUNK));
    expect(sink.pendingBytes).toBe(0);
    expect(await sink.waitUntilBelow(0, 1000)).toBe(true);
    await sink.waitUntilClosed(1000);
    await new Promise<void>((resolve) => sink.onClose(resolve));
  });

  it('counts the bytes that the client has not read, and drains when the client reads', async () => {
    const { sink, body } = await openExchange(exchange);
    expect(sink.pendingBytes).toBe(0);
    for (let count = 0; count < CHUNKS; count++) sink.send(frameOf(CHUNK));
    expect(sink.pendingBytes).toBeGreaterThan(CHUNK.length);
    expect(await sink.waitUntilBelow(0, 50)).toBe(false);
    const drained = sink.waitUntilBelow(0, 20_000);
    (await body()).resume();
    expect(await drained).toBe(true);
    expect(sink.isClosed).toBe(false);
    expect(sink.pendingBytes).toBeLessThan(CHUNK.length);
  });

  it('drains at once when no bytes wait', async () => {
    const { sink } = await openExchange(exchange);
    sink.send(frameOf(Buffer.from(': heartbeat\n\n')));
    expect(await sink.waitUntilBelow(0, 1000)).toBe(true);
  });

  it('drains when the client leaves during the wait', async () => {
    const { sink, leave } = await openExchange(exchange);
    for (let count = 0; count < CHUNKS; count++) sink.send(frameOf(CHUNK));
    const drained = sink.waitUntilBelow(0, 20_000);
    leave();
    expect(await drained).toBe(true);
    expect(sink.isClosed).toBe(true);
    expect(sink.pendingBytes).toBe(0);
  });

  it('waits for bytes below the high-water mark, for which Node emits no drain', async () => {
    const { sink, response, body } = await openExchange(exchange);
    await fillBelowHighWaterMark(sink, response);
    expect(sink.pendingBytes).toBeGreaterThan(0);
    expect(needsDrain(response)).toBe(false);
    expect(await sink.waitUntilBelow(0, 50)).toBe(false);
    const drained = sink.waitUntilBelow(0, 20_000);
    (await body()).resume();
    expect(await drained).toBe(true);
    expect(sink.pendingBytes).toBe(0);
  });

  it('writes the frames of one event-loop iteration at its end, in order', async () => {
    const { sink, response, body } = await openExchange(exchange);
    const write = jest.spyOn('stream' in response ? response : response.socket!, 'write');
    const reading = readText(await body());
    for (const text of ['a', 'b', 'c']) sink.send(frameOf(Buffer.from(text)));
    expect(sink.pendingBytes).toBeGreaterThan(0);
    expect(write).not.toHaveBeenCalled();
    await new Promise((resolve) => setImmediate(resolve));
    expect(write).toHaveBeenCalledTimes(3);
    response.end();
    expect(await reading).toBe('abc');
  });

  it.each(['first frame', ''])('sends held headers together with %j', async (text) => {
    const { sink, response, body } = await exchange();
    sink.holdUntilFlush();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    expect(sink.takeOver()).toBe(true);
    // The headers of HTTP/2 are not held.
    const socket = 'stream' in response ? undefined : response.socket;
    if (socket) expect(socket.writableLength).toBeGreaterThan(0);
    if (text !== '') sink.send(frameOf(Buffer.from(text)));
    sink.flush();
    if (socket) expect(socket.writableCorked).toBe(0);
    const reading = readText(await body());
    response.end();
    expect(await reading).toBe(text);
  });

  it('delivers the last frame before the response closes', async () => {
    const { sink, response, body } = await openExchange(exchange);
    const reading = readText(await body());
    sink.send(frameOf(Buffer.from('data: last\n\n')));
    sink.limitClosing();
    response.end();
    await sink.waitUntilClosed(5_000);
    expect(await reading).toBe('data: last\n\n');
    sink.send(frameOf(Buffer.from('too late')));
  });

  it('disconnects a client that does not read the response to its end', async () => {
    const { sink, response } = await openExchange(exchange);
    for (let count = 0; count < CHUNKS; count++) sink.send(frameOf(CHUNK));
    sink.flush();
    response.end();
    await sink.waitUntilClosed(50);
    expect(sink.isClosed).toBe(true);
    // The connection stays open, because it may carry other streams.
    if (session) expect(session.destroyed).toBe(false);
  });
});

/** Leaves bytes in this process that the client does not take, fewer than the high-water mark. */
async function fillBelowHighWaterMark(sink: ResponseSink, response: Response): Promise<void> {
  if (!('stream' in response)) {
    // The server of these tests has a mark above what the buffers of loopback hold.
    for (let count = 0; count < CHUNKS; count++) sink.send(frameOf(CHUNK));
    sink.flush();
    return;
  }
  // The first window of a stream (RFC 9113, section 6.9.2); the bytes after it wait.
  sink.send(frameOf(CHUNK.subarray(0, 65_535)));
  sink.flush();
  await until('the window is used up', () => response.stream.writableLength === 0);
  sink.send(frameOf(CHUNK.subarray(0, 8_192)));
  sink.flush();
}

const needsDrain = (response: Response): boolean =>
  ('stream' in response ? response.stream : response).writableNeedDrain;

async function openExchange(exchange: () => Promise<Exchange>): Promise<Exchange> {
  const current = await exchange();
  current.response.writeHead(200, { 'content-type': 'text/event-stream' });
  current.response.flushHeaders();
  current.sink.takeOver();
  return current;
}

async function overHttp1(): Promise<Exchange> {
  server = createServer({ highWaterMark: 2 * CHUNKS * CHUNK.length });
  const port = await listen();
  const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  const call = get({ port, host: '127.0.0.1' });
  call.on('error', () => {});
  const answered = once(call, 'response') as Promise<[Readable]>;
  answered.catch(() => {});
  const [, response] = await asked;
  const body = async () => (await answered)[0];
  return { response, sink: new ResponseSink(response), body, leave: () => call.destroy() };
}

async function overHttp2(): Promise<Exchange> {
  server = createHttp2Server();
  const port = await listen();
  session = connect(`http://127.0.0.1:${port}`);
  const asked = once(server, 'request') as Promise<[unknown, Response]>;
  const call = session.request({ ':path': '/' });
  call.on('error', () => {});
  const [, response] = await asked;
  const body = () => Promise.resolve(call);
  return { response, sink: new ResponseSink(response), body, leave: () => call.close(LEAVE.code) };
}

async function listen(): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function readText(body: Readable): Promise<string> {
  let text = '';
  for await (const chunk of body) text += String(chunk);
  return text;
}

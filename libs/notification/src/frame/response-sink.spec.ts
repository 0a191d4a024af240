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
import type { Readable } from 'node:stream';
import { ResponseSink } from './response-sink.js';

/** The types leave out what Node’s HTTP/2 response has too. */
type Response = ServerResponse | (Http2ServerResponse & { flushHeaders(): void });

/** What a client of either kind can do. */
interface Exchange {
  response: Response;
  sink: ResponseSink;
  /** The body, paused until it is read; once the server has sent its headers. */
  body: () => Promise<Readable>;
  leave: () => void;
}

/** Far more than the system's buffers take on loopback. */
const CHUNK = Buffer.alloc(1024 * 1024, 'x');
const CHUNKS = 32;

/** RST_STREAM: browsers send CANCEL, Node’s client NO_ERROR. */
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
])('a response over %s', (_name, exchange, code) => {
  beforeEach(() => {
    LEAVE.code = code;
  });

  it('is open once its headers are out', async () => {
    const { sink, response } = await exchange();
    let isOpen: boolean | undefined;
    const opened = sink.waitUntilOpen().then((answer) => (isOpen = answer));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOpen).toBeUndefined();
    response.writeHead(200);
    response.flushHeaders();
    await opened;
    expect(isOpen).toBe(true);
  });

  it('whose client leaves before the headers will never open, and nobody waits for it', async () => {
    const { sink, leave } = await exchange();
    const closed = new Promise<void>((resolve) => sink.onClose(resolve));
    leave();
    expect(await sink.waitUntilOpen()).toBe(false);
    await closed;
    expect(sink.isClosed).toBe(true);
    sink.send({ bytes: CHUNK });
    expect(sink.pendingBytes).toBe(0);
    expect(await sink.waitUntilDrained(1000)).toBe(true);
    await sink.waitUntilClosed(1000);
    await new Promise<void>((resolve) => sink.onClose(resolve));
  });

  it('counts what a reader has not taken, and is drained when it has', async () => {
    const { sink, body } = await opened(exchange);
    expect(sink.pendingBytes).toBe(0);
    for (let count = 0; count < CHUNKS; count++) sink.send({ bytes: CHUNK });
    expect(sink.pendingBytes).toBeGreaterThan(CHUNK.length);
    expect(await sink.waitUntilDrained(50)).toBe(false);
    const drained = sink.waitUntilDrained(20_000);
    (await body()).resume();
    expect(await drained).toBe(true);
    expect(sink.isClosed).toBe(false);
    expect(sink.pendingBytes).toBeLessThan(CHUNK.length);
  });

  it('of which nothing waits is drained at once', async () => {
    const { sink } = await opened(exchange);
    sink.send({ bytes: Buffer.from(': heartbeat\n\n') });
    expect(await sink.waitUntilDrained(1000)).toBe(true);
  });

  it('whose reader leaves while it is waited for holds nobody up', async () => {
    const { sink, leave } = await opened(exchange);
    for (let count = 0; count < CHUNKS; count++) sink.send({ bytes: CHUNK });
    const drained = sink.waitUntilDrained(20_000);
    leave();
    expect(await drained).toBe(true);
    expect(sink.isClosed).toBe(true);
    expect(sink.pendingBytes).toBe(0);
  });

  it('gets what is sent in one turn at its end, in its order', async () => {
    const { sink, response, body } = await opened(exchange);
    const write = jest.spyOn(response, 'write');
    const reading = textOf(await body());
    for (const text of ['a', 'b', 'c']) sink.send({ bytes: Buffer.from(text) });
    expect(sink.pendingBytes).toBe(3);
    expect(write).not.toHaveBeenCalled();
    await new Promise((resolve) => setImmediate(resolve));
    expect(write).toHaveBeenCalledTimes(3);
    response.end();
    expect(await reading).toBe('abc');
  });

  it('ends whole', async () => {
    const { sink, response, body } = await opened(exchange);
    const reading = textOf(await body());
    sink.send({ bytes: Buffer.from('data: last\n\n') });
    sink.limitClosing();
    response.end();
    await sink.waitUntilClosed(5_000);
    expect(await reading).toBe('data: last\n\n');
    sink.send({ bytes: Buffer.from('too late') });
  });

  it('that nobody reads to its end is cut in the end', async () => {
    const { sink, response } = await opened(exchange);
    for (let count = 0; count < CHUNKS; count++) sink.send({ bytes: CHUNK });
    sink.flush();
    response.end();
    await sink.waitUntilClosed(50);
    expect(sink.isClosed).toBe(true);
    // Not the connection, where others may have their streams.
    if (session) expect(session.destroyed).toBe(false);
  });
});

async function opened(exchange: () => Promise<Exchange>): Promise<Exchange> {
  const made = await exchange();
  made.response.writeHead(200, { 'content-type': 'text/event-stream' });
  made.response.flushHeaders();
  await made.sink.waitUntilOpen();
  return made;
}

async function overHttp1(): Promise<Exchange> {
  server = createServer();
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

async function textOf(body: Readable): Promise<string> {
  let text = '';
  for await (const chunk of body) text += String(chunk);
  return text;
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FlakyTransport } from './flaky-transport.js';

let server: Server;
let transport: FlakyTransport;

beforeEach(async () => {
  transport = new FlakyTransport();
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Opens a response and returns both of its ends. */
async function connected() {
  const asked = once(server, 'request');
  const answer = transport.fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const [, response] = (await asked) as [unknown, ServerResponse];
  response.writeHead(200).flushHeaders();
  return { response, reader: (await answer).body!.getReader() };
}

/** Reads to the end and returns the number of bytes. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    bytes += chunk.value.length;
  }
  return bytes;
}

describe('FlakyTransport', () => {
  it('a cut fails the read of the client and closes the socket of the server', async () => {
    const { response, reader } = await connected();
    const gone = once(response, 'close');
    const reading = reader.read();
    transport.cut();
    await expect(reading).rejects.toThrow('cut');
    await gone;
    expect(response.writableFinished).toBe(false);
  });

  it('the transport can be used again after a cut', async () => {
    await connected();
    transport.cut();
    const { response, reader } = await connected();
    response.end('again');
    expect(await drain(reader)).toBe('again'.length);
  });

  it('a stall causes backpressure at the server and loses no byte', async () => {
    const { response, reader } = await connected();
    transport.stall(60);
    const bytes = 32 * 1024 * 1024;
    const written = once(response, 'finish');
    response.end(Buffer.alloc(bytes, 'x'));
    const emptyChunk = { done: false, value: new Uint8Array() };
    expect([await reader.read(), await reader.read()]).toEqual([emptyChunk, emptyChunk]);
    expect(response.writableLength).toBeGreaterThan(bytes / 2);
    transport.release();
    expect(await drain(reader)).toBe(bytes);
    await written;
  });

  it('a stalled transport can be cut', async () => {
    const { response, reader } = await connected();
    transport.stall(60);
    const gone = once(response, 'close');
    const reading = reader.read();
    transport.cut();
    await expect(reading).rejects.toThrow('cut');
    await gone;
  });
});

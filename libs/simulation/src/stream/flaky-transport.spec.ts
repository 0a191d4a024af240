import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FlakyTransport } from './flaky-transport.js';

let server: Server;
let line: FlakyTransport;

beforeEach(async () => {
  line = new FlakyTransport();
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A response that stays open, at both its ends. */
async function connected() {
  const asked = once(server, 'request');
  const answer = line.fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const [, response] = (await asked) as [unknown, ServerResponse];
  response.writeHead(200).flushHeaders();
  return { response, reader: (await answer).body!.getReader() };
}

/** Bytes up to the end. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    bytes += chunk.value.length;
  }
  return bytes;
}

describe('a line', () => {
  it('that is cut fails for its reader, and its socket is gone for the server', async () => {
    const { response, reader } = await connected();
    const gone = once(response, 'close');
    const reading = reader.read();
    line.cut();
    await expect(reading).rejects.toThrow('cut');
    await gone;
    expect(response.writableFinished).toBe(false);
  });

  it('can be used again after a cut', async () => {
    await connected();
    line.cut();
    const { response, reader } = await connected();
    response.end('again');
    expect(await drain(reader)).toBe('again'.length);
  });

  it('that is stalled makes the server feel it, and loses nothing', async () => {
    const { response, reader } = await connected();
    line.stall(60);
    const bytes = 32 * 1024 * 1024;
    const written = once(response, 'finish');
    response.end(Buffer.alloc(bytes, 'x'));
    const nothing = { done: false, value: new Uint8Array() };
    expect([await reader.read(), await reader.read()]).toEqual([nothing, nothing]);
    expect(response.writableLength).toBeGreaterThan(bytes / 2);
    line.release();
    expect(await drain(reader)).toBe(bytes);
    await written;
  });

  it('that is stalled can be cut', async () => {
    const { response, reader } = await connected();
    line.stall(60);
    const gone = once(response, 'close');
    const reading = reader.read();
    line.cut();
    await expect(reading).rejects.toThrow('cut');
    await gone;
  });
});

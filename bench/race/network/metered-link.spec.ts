import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { until } from '#testing';
import { MeteredLink } from './metered-link.js';

let echo: Server;
let link: MeteredLink;
let target: number;

beforeEach(async () => {
  echo = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  target = (echo.address() as AddressInfo).port;
  link = await MeteredLink.open();
});

afterEach(async () => {
  await link.close();
  echo.close();
});

async function join(): Promise<Socket> {
  const socket = connect(link.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

it('counts the bytes in both directions, and the connections', async () => {
  link.configure({ target, delayMs: 0, cutShare: 0 });
  const socket = await join();
  socket.write('hello');
  await once(socket, 'data');
  expect(link.read()).toEqual({ up: 5, down: 5, connections: 1 });
  socket.destroy();
});

it('delays the bytes and keeps their order', async () => {
  link.configure({ target, delayMs: 20, cutShare: 0 });
  const socket = await join();
  const began = performance.now();
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  for (const letter of 'abcdef') socket.write(letter);
  await until('all letters', () => text.length === 6);
  expect(text).toBe('abcdef');
  expect(performance.now() - began).toBeGreaterThanOrEqual(39);
  socket.destroy();
});

it('resets a share of the connections', async () => {
  link.configure({ target, delayMs: 0, cutShare: 0 });
  const socket = await join();
  socket.write('x');
  await once(socket, 'data');
  const failed = once(socket, 'close').catch((error: unknown) => error);
  link.cut(1);
  expect(await failed).toMatchObject({ code: 'ECONNRESET' });
});

import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { generate } from 'selfsigned';
import { until } from '#testing';
import { createHttpServer } from '../http-server.js';
import type { Tls } from '../tls.js';
import { ClientConnections } from './client-connections.js';
import { deriveQuotaLimits } from './quota-limits.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';
/** Limits that this test does not reach. */
const AMPLE = {
  maxQueued: 16,
  maxPendingBytes: 1_000_000,
  maxProcessBytes: 1_000_000,
  requestMs: 60_000,
  answerMs: 60_000,
  idleMs: 60_000,
};
const QUOTA = { maxConnections: 4, maxPerNetwork: 3, reserved: 1 };

let tls: Tls;
let server: Server;
let connections: ClientConnections;
let port: number;
let sockets: Socket[];

beforeAll(async () => {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec' });
  tls = { cert: Buffer.from(made.cert), key: Buffer.from(made.private) };
});

afterEach(() => {
  connections.stop();
  for (const socket of sockets) socket.destroy();
  server.close();
});

describe.each([
  ['HTTP/1.1', false],
  ['TLS', true],
])('the connections over %s', (_, isTls) => {
  it('a network gets no more connections than its limit, and another network gets its own', async () => {
    await listen(isTls);
    for (let count = 0; count < 3; count += 1) expect(await answers('127.0.0.1')).toBe(true);
    expect(await answers('127.0.0.1')).toBe(false);
    expect(await answers('127.0.0.2')).toBe(true);
  });

  it('a full process serves a network without a connection, such as that of a health check', async () => {
    await listen(isTls);
    for (let count = 0; count < 2; count += 1) {
      expect(await answers('127.0.0.1')).toBe(true);
      expect(await answers('127.0.0.2')).toBe(true);
    }
    expect(await answers('127.0.0.1')).toBe(false);
    expect(await answers('127.0.0.3')).toBe(true);
    expect(await answers('127.0.0.4')).toBe(false);
  });

  it('the place of an ended connection is free again, and refused ones take none', async () => {
    await listen(isTls);
    for (let count = 0; count < 3; count += 1) expect(await answers('127.0.0.1')).toBe(true);
    for (let count = 0; count < 20; count += 1) expect(await answers('127.0.0.1')).toBe(false);
    expect(await countOpen()).toBe(3);
    for (const socket of sockets) socket.destroy();
    await until('the server has closed them', async () => (await countOpen()) === 0);
    for (let count = 0; count < 3; count += 1) expect(await answers('127.0.0.1')).toBe(true);
    expect(await answers('127.0.0.1')).toBe(false);
  });

  async function listen(withTls: boolean): Promise<void> {
    sockets = [];
    connections = new ClientConnections({ ...AMPLE, quota: QUOTA });
    server = createHttpServer(
      (request, response) => {
        response.end();
      },
      {
        http: { requestMaxSeconds: 60 } as never,
        tls: withTls ? tls : undefined,
        connections,
      },
    ) as Server;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  }

  /** Opens a connection that stays open; false when the server ends it without an answer. */
  async function answers(localAddress: string): Promise<boolean> {
    const options = { port, host: '127.0.0.1', localAddress };
    const socket = isTls ? connectTls({ ...options, rejectUnauthorized: false }) : connect(options);
    sockets.push(socket);
    socket.on('error', () => {});
    socket.write(REQUEST);
    return Promise.race([
      once(socket, 'data').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
  }

  const countOpen = () =>
    new Promise<number>((resolve) => {
      server.getConnections((_error, count) => {
        resolve(count);
      });
    });
});

describe('the limits of connections', () => {
  const settings = (maxPerAddress: number, trustProxy: string[] = []) => ({
    http: { trustProxy },
    streams: { maxPerProcess: 20_000, maxPerAddress },
  });

  it.each([
    { files: 700, address: 10_000, maxConnections: 525, maxPerNetwork: 263, reserved: 22 },
    { files: 20_000, address: 10_000, maxConnections: 19_744, maxPerNetwork: 9_872, reserved: 32 },
    { files: Infinity, address: 10_000, maxConnections: 41_000, maxPerNetwork: 20_500 },
    { files: 20_000, address: 6, maxConnections: 19_744, maxPerNetwork: 1_024 },
    { files: 20_000, address: 20_000, maxConnections: 19_744, maxPerNetwork: 19_744 },
  ])(
    'the limits follow from $files open files and $address streams per address',
    ({ files, address, ...limits }) => {
      expect(deriveQuotaLimits(settings(address), files)).toMatchObject(limits);
    },
  );

  it('behind a proxy, from which all connections come, only the process has a limit', () => {
    expect(deriveQuotaLimits(settings(10_000, ['127.0.0.1']), 20_000)).toMatchObject({
      maxConnections: 19_744,
      maxPerNetwork: Infinity,
    });
  });
});

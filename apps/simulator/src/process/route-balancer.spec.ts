import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Backend } from './load-balancer.js';
import { RouteBalancer } from './route-balancer.js';

const servers: Server[] = [];
let balancer: RouteBalancer;

afterEach(() => {
  balancer.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers with its name and the body of the request; a stream gets the name and never ends. */
async function startBackend(name: string): Promise<Backend & { server: Server }> {
  const server = createServer((request, response) => {
    if (request.headers.accept === 'text/event-stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(name);
      return;
    }
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => response.writeHead(201).end(`${name} ${request.method ?? ''} ${body}`));
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, connections: 0, server };
}

async function start() {
  const [gateway, city] = [await startBackend('gateway'), await startBackend('city')];
  balancer = await RouteBalancer.listen([gateway], [city]);
  return { gateway, city };
}

const ask = async (path: string, method = 'GET', body?: string): Promise<string> => {
  const init = body === undefined ? { method } : { method, body };
  return (await fetch(balancer.baseUrl + path, init)).text();
};

describe('RouteBalancer', () => {
  it.each([
    ['GET', '/v1/riders/me/stream', 'gateway'],
    ['GET', '/v1/trips/7/stream?share=ber.x', 'gateway'],
    ['GET', '/v1/trips/7/replay?speed=10', 'gateway'],
    ['GET', '/v1/trips/7', 'city'],
    ['GET', '/v1/trips?path=/stream', 'city'],
    ['POST', '/v1/trips/7/stream', 'city'],
  ])('leads %s %s to the %s', async (method, path, expected) => {
    await start();
    expect(await ask(path, method)).toBe(`${expected} ${method} `);
  });

  it('passes the body and the status on', async () => {
    await start();
    const answer = await fetch(`${balancer.baseUrl}/v1/trips`, { method: 'POST', body: '{"a":1}' });
    expect(answer.status).toBe(201);
    expect(await answer.text()).toBe('city POST {"a":1}');
  });

  it('passes the first bytes of a stream on at once, and its end when the server dies', async () => {
    const { gateway } = await start();
    const answer = await fetch(`${balancer.baseUrl}/v1/ops/stream`, {
      headers: { accept: 'text/event-stream' },
    });
    const reader = answer.body!.getReader();
    const first = await reader.read();
    expect(Buffer.from(first.value).toString()).toBe('gateway');
    gateway.server.closeAllConnections();
    await expect(reader.read()).rejects.toThrow();
  });

  it('takes the next server when one accepts no connection, and closes the connection without any', async () => {
    const [dead, alive] = [await startBackend('dead'), await startBackend('alive')];
    balancer = await RouteBalancer.listen([], [dead, alive]);
    dead.server.close();
    await once(dead.server, 'close');
    expect([await ask('/'), await ask('/')]).toEqual(['alive GET ', 'alive GET ']);
    await expect(ask('/v1/ops/stream')).rejects.toThrow();
  });
});

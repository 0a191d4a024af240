import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LoadBalancer, type Backend } from './load-balancer.js';

const servers: Server[] = [];
let balancer: LoadBalancer;

afterEach(() => {
  balancer.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('LoadBalancer', () => {
  it('gives connections to the servers in turn', async () => {
    const backends = [await answering('a'), await answering('b')];
    balancer = await LoadBalancer.listen(backends);
    const answers = [await ask(), await ask(), await ask(), await ask()];
    expect(answers).toEqual(['a', 'b', 'a', 'b']);
    expect(backends.map(({ connections }) => connections)).toEqual([2, 2]);
  });

  it('skips a server that does not accept connections, and uses it again later', async () => {
    const backends = [await answering('a'), await answering('b')];
    balancer = await LoadBalancer.listen(backends);
    const dead = servers[0]!;
    dead.close();
    await once(dead, 'close');
    expect([await ask(), await ask()]).toEqual(['b', 'b']);
    await once(dead.listen(backends[0]!.port, '127.0.0.1'), 'listening');
    expect([await ask(), await ask()].sort()).toEqual(['a', 'b']);
  });

  it('closes the connection of a client when no server accepts it', async () => {
    const backend = await answering('a');
    balancer = await LoadBalancer.listen([backend]);
    servers[0]!.close();
    await once(servers[0]!, 'close');
    await expect(ask()).rejects.toThrow();
  });

  it('closes the connection of a client when its server closes', async () => {
    balancer = await LoadBalancer.listen([await answering('a', { forever: true })]);
    const response = await fetch(balancer.baseUrl);
    const reader = response.body!.getReader();
    await reader.read();
    servers[0]!.closeAllConnections();
    const ended = await reader.read().then(
      ({ done }) => done,
      () => true,
    );
    expect(ended).toBe(true);
  });
});

async function answering(name: string, { forever = false } = {}): Promise<Backend> {
  const server = createServer((_request, response) => {
    response.setHeader('connection', 'close');
    if (forever) response.write(name);
    else response.end(name);
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, connections: 0 };
}

const ask = async (): Promise<string> => (await fetch(balancer.baseUrl)).text();

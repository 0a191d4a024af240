import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, until } from '#testing';
import {
  dropoff,
  pickup,
  signUp as signUpDirectly,
  startTestServer,
  type TestServer,
} from '#api-harness';
import { adaptCaddy, adaptNginx, type BalancerPlaces } from '../balancer/shipped-config.js';
import { Http2Client, makeCertificate, type Certificate } from '../http/http2-client.js';

const PUBLIC_URL = 'https://rides.example:8443';

interface Proxy {
  name: string;
  /** The file of `ops` for a single process. */
  configure: (places: BalancerPlaces) => string;
  command: (config: string) => [program: string, parameters: string[]];
}

const proxies: Proxy[] = [
  {
    name: 'nginx',
    configure: adaptNginx,
    command: (config) => ['nginx', ['-g', 'daemon off;', '-c', config]],
  },
  {
    name: 'caddy',
    configure: adaptCaddy,
    command: (config) => ['caddy', ['run', '--adapter', 'caddyfile', '--config', config]],
  },
];

const isInstalled = (program: string): boolean =>
  spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

for (const proxy of proxies) {
  const isMissing = !isInstalled(proxy.name);
  const title = isMissing ? ` (left out: ${proxy.name} is not installed here)` : '';
  (isMissing ? describe.skip : describe)(`the server behind ${proxy.name}${title}`, () => {
    let certificate: Certificate;
    let server: TestServer;
    let folder: string;
    let child: ChildProcess;
    let client: Http2Client;

    beforeAll(async () => {
      certificate = await makeCertificate();
      server = await startTestServer({ TRUST_PROXY: '127.0.0.1', PUBLIC_URL });
      folder = await mkdtemp(join(tmpdir(), 'tripstream-proxy-'));
      await copyFile(certificate.environment.TLS_CERT_FILE, join(folder, 'cert.pem'));
      await copyFile(certificate.environment.TLS_KEY_FILE, join(folder, 'key.pem'));
      const port = await findFreePort();
      const config = join(folder, 'proxy.conf');
      const apiPort = Number(new URL(server.url).port);
      const gatewayPorts = Array.from({ length: 4 }, () => apiPort);
      const places = { folder, listenPort: port, commandsPort: apiPort, gatewayPorts };
      await writeFile(config, proxy.configure(places));
      const [program, parameters] = proxy.command(config);
      child = spawn(program, parameters, { stdio: 'ignore' });
      client = await until('the proxy listens', () =>
        Http2Client.connect(`https://localhost:${port}`, certificate.cert).catch(() => undefined),
      );
    });

    afterAll(async () => {
      await client.close();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await Promise.all([server.drop(), certificate.remove(), rm(folder, { recursive: true })]);
    });

    it('share links and AsyncAPI name the public address, and cookies are Secure', async () => {
      const { headers, cookie } = await signUp(client, 'rider');
      expect(cookie).toMatch(/; Secure/);
      const trip = await client.call('POST', '/v1/trips', { body: { pickup, dropoff }, headers });
      const { id } = JSON.parse(trip.text) as { id: string };
      const shared = await client.call('POST', `/v1/trips/${id}/share`, { headers, body: {} });
      const { url, pageUrl, token } = JSON.parse(shared.text) as Record<
        'url' | 'pageUrl' | 'token',
        string
      >;
      expect(url).toBe(`${PUBLIC_URL}/v1/trips/${id}/stream?share=${token}`);
      expect(pageUrl).toBe(`${PUBLIC_URL}/s/${token}`);
      const { text } = await client.call('GET', '/asyncapi.json');
      expect(JSON.parse(text)).toMatchObject({
        servers: { here: { host: 'rides.example:8443', protocol: 'https' } },
      });
    });

    it('an event and the heartbeats pass the proxy at once', async () => {
      const { headers } = await signUp(client, 'rider');
      const stream = await client.stream('/v1/riders/me/stream', headers);
      await stream.seen(({ event }) => event === 'stream.snapshot');
      await client.call('POST', '/v1/trips', { body: { pickup, dropoff }, headers });
      await stream.seen(({ event }) => event === 'trip.requested');
      await stream.close();
    });

    it('the server sees the address of the client, whatever the client claims', async () => {
      // The server behind the proxy wants the printed key; one that only this machine reaches doesn't.
      const inner = await startTestServer({ DATABASE_URL: server.databaseUrl });
      const { token } = await signUpDirectly(inner, 'ops');
      await inner.stop();
      const { headers } = await signUp(client, 'driver');
      const forged = { ...headers, 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'http' };
      const stream = await client.stream('/v1/drivers/me/stream', forged);
      await stream.seen(({ event }) => event === 'stream.snapshot');
      const { text } = await client.call('GET', '/v1/ops/connections', {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(text).toContain('"127.0.0.1"');
      expect(text).not.toContain('6.6.6.6');
      await stream.close();
    });
  });
}

describe('forwarded headers without TRUST_PROXY', () => {
  it('the server ignores forwarded headers of clients that it does not trust', async () => {
    const server = await startTestServer();
    const answer = await fetch(`${server.url}/asyncapi.json`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    const { host } = new URL(server.url);
    expect(await answer.json()).toMatchObject({ servers: { here: { host, protocol: 'http' } } });
    await server.drop();
  });
});

async function signUp(client: Http2Client, role: string) {
  const body = { role, name: 'Ada' };
  const { text, headers } = await client.call('POST', '/v1/sessions', { body });
  const { token } = JSON.parse(text) as { token: string };
  return {
    headers: { authorization: `Bearer ${token}` },
    cookie: String([headers['set-cookie']].flat()[0]),
  };
}

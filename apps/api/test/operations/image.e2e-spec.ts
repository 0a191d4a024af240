import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createTestDatabase,
  startFaultProxy,
  until,
  type FaultProxy,
  type TestDatabase,
} from '#testing';
import type { ApiProcess } from '#simulation';
import { ensureBuilt, killApiProcesses, startApiProcess } from '#api-harness';
import { makeCertificate, type Certificate } from '../http/http2-client.js';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

let database: TestDatabase;
let network: FaultProxy;
let certificate: Certificate;

beforeAll(ensureBuilt);
beforeAll(async () => {
  certificate = await makeCertificate();
  database = await createTestDatabase();
  network = await startFaultProxy(database.url);
});

afterEach(killApiProcesses);

afterAll(async () => {
  await network.close();
  await Promise.all([database.drop(), certificate.remove()]);
});

/** Runs the command of the Dockerfile's HEALTHCHECK with the environment of a server. */
function runHealthCheck(environment: Record<string, string>): Promise<number> {
  const [, command] = /^HEALTHCHECK .*\\\n\s+CMD (\[.*\])$/m.exec(dockerfile)!;
  const [, ...args] = JSON.parse(command!) as string[];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, env: environment }, (error) => {
      resolve(error === null ? 0 : Number(error.code));
    });
  });
}

const portOf = (server: ApiProcess) => new URL(server.url).port;

describe('the health check of the image', () => {
  it('reports a server healthy while the database is away, although it is not ready', async () => {
    const server = await startApiProcess({ DATABASE_URL: network.url });
    const PORT = portOf(server);
    expect(await runHealthCheck({ PORT })).toBe(0);
    network.cut();
    await until('the server is not ready', async () => {
      return (await fetch(`${server.url}/health/ready`)).status === 503;
    });
    expect(await runHealthCheck({ PORT })).toBe(0);
    network.restore();
    await server.kill();
    expect(await runHealthCheck({ PORT })).toBe(1);
  });

  it('asks a server with a certificate over HTTPS, for whatever name it was issued', async () => {
    const tls = certificate.environment;
    const server = await startApiProcess({ DATABASE_URL: database.url, ...tls });
    expect(await runHealthCheck({ PORT: portOf(server), ...tls })).toBe(0);
    expect(await runHealthCheck({ PORT: portOf(server) })).toBe(1);
  });

  it('asks the address that the server listens on', async () => {
    const server = await startApiProcess({ DATABASE_URL: database.url, HOST: '127.0.0.9' });
    expect(await runHealthCheck({ PORT: portOf(server), HOST: '127.0.0.9' })).toBe(0);
    expect(await runHealthCheck({ PORT: portOf(server), HOST: '0.0.0.0' })).toBe(1);
  });

  it('reports a server unhealthy that accepts connections and never answers', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    expect(await runHealthCheck({ PORT: String(port) })).toBe(1);
    silent.close();
  });
});

describe('the container', () => {
  it('runs as an account without rights, on a read-only file system, without capabilities', () => {
    const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
    const [, api] = /^ {2}api:\n((?: {4}.*\n|\n)*)/m.exec(compose)!;
    const lines = api!.split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'read_only: true',
        'tmpfs: [/tmp]',
        'cap_drop: [ALL]',
        "security_opt: ['no-new-privileges:true']",
      ]),
    );
    expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe('node');
  });

  it('contains the files that its commands name', () => {
    const names = [...dockerfile.matchAll(/"(dist\/[^"]+\.js)"/g)].map(([, name]) => name!);
    expect(names).toHaveLength(2);
    for (const name of names) expect(existsSync(join(root, name))).toBe(true);
  });

  it('needs no writable folder: another account serves from a folder that it can not write', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tripstream-read-only-'));
    chmodSync(folder, 0o555);
    const server = await startApiProcess(
      { DATABASE_URL: database.url, HOME: folder, TMPDIR: folder },
      { cwd: folder, account: unprivileged() },
    );
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    expect((await fetch(`${server.url}/docs`)).status).toBe(200);
    expect(readdirSync(folder)).toEqual([]);
    await server.kill();
    rmSync(folder, { recursive: true });
  });
});

/** Root may write everywhere, so a test that root runs takes another account. */
function unprivileged(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
}

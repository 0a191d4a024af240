import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, findProgram, until } from '#testing';
import type { Certificate } from '../http/http2-client.js';
import { adaptHaproxy, adaptNginx, type BalancerPlaces } from './shipped-config.js';

/** A program of Debian's that runs a file of `ops`. */
export interface BalancerKind {
  /** Of the program and of its package. */
  name: 'haproxy' | 'nginx';
  adapt: (places: BalancerPlaces) => string;
  parameters: (file: string, folder: string) => string[];
  reloadSignal: NodeJS.Signals;
  /** SIGKILL would leave the workers behind. */
  stopSignal: NodeJS.Signals;
  /** Whether it asks for `/health/ready`. */
  checksReadiness: boolean;
}

export const balancerKinds: readonly BalancerKind[] = [
  {
    name: 'haproxy',
    adapt: adaptHaproxy,
    parameters: (file) => ['-W', '-f', file],
    reloadSignal: 'SIGUSR2',
    stopSignal: 'SIGTERM',
    checksReadiness: true,
  },
  {
    name: 'nginx',
    adapt: adaptNginx,
    parameters: (file, folder) => [
      '-g',
      'daemon off;',
      '-c',
      file,
      '-p',
      folder,
      '-e',
      join(folder, 'error.log'),
    ],
    reloadSignal: 'SIGHUP',
    stopSignal: 'SIGTERM',
    checksReadiness: false,
  },
];

/** A balancer with the shipped file, in front of processes on loopback. */
export class BalancerProcess {
  private constructor(
    private readonly kind: BalancerKind,
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async start(
    kind: BalancerKind,
    certificate: Certificate,
    places: Pick<BalancerPlaces, 'commandsPort' | 'gatewayPorts' | 'reloadSeconds'>,
  ): Promise<BalancerProcess> {
    const folder = mkdtempSync(join(tmpdir(), `tripstream-${kind.name}-`));
    writeFileSync(join(folder, 'cert.pem'), certificate.cert);
    writeFileSync(join(folder, 'key.pem'), certificate.key, { mode: 0o600 });
    writeFileSync(join(folder, 'both.pem'), `${certificate.cert}\n${certificate.key}`, {
      mode: 0o600,
    });
    const listenPort = await findFreePort();
    const file = join(folder, 'balancer.conf');
    writeFileSync(file, kind.adapt({ ...places, folder, listenPort }));
    const child = spawn(findProgram(kind.name)!, kind.parameters(file, folder), { stdio: 'pipe' });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.stdout.resume();
    const url = `https://localhost:${listenPort}`;
    const balancer = new BalancerProcess(kind, child, folder, url);
    try {
      await until(`${kind.name} listens`, () => {
        if (child.exitCode !== null) throw new Error(`${kind.name} has ended:\n${log}`);
        return canConnect(listenPort);
      });
    } catch (error) {
      await balancer.stop();
      throw error;
    }
    return balancer;
  }

  /** Reloads the file, and resolves when another worker is there. */
  async reload(): Promise<void> {
    const before = new Set(this.workers());
    this.child.kill(this.kind.reloadSignal);
    await until('another worker is there', () => this.workers().some((pid) => !before.has(pid)));
  }

  /** The bytes that wait on the disk for clients. */
  get spooledBytes(): number {
    const files = readdirSync(this.folder, { recursive: true, withFileTypes: true });
    return files
      .filter((entry) => entry.isFile() && /\/(proxy|body)/.test(entry.parentPath))
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill(this.kind.stopSignal);
      await ended;
    }
    rmSync(this.folder, { recursive: true });
  }

  private workers(): string[] {
    const { pid } = this.child;
    return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
      .split(' ')
      .filter(Boolean);
  }
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

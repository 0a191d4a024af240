import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { until } from '#testing';
import type { SelfReport } from '../preload/self-report.js';
import { checkout, compiled } from './checkout.js';

const MAIN = compiled('apps/api/src/main.ts');
const START_LIMIT_MS = 60_000;
const REPORT_LIMIT_MS = 10_000;
const LAST_CHARACTERS = 20_000;

/** Short times, so that a fault fits into seconds; what a fault is about it sets itself. */
const SETTINGS: Readonly<Record<string, string>> = {
  AUTH_MODE: 'demo',
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'info',
  MATCHING_WINDOW_MS: '20',
  HEARTBEAT_SECONDS: '1',
  STREAM_RETRY_MS: '200',
  OFFER_SECONDS: '4',
  OFFER_ACK_SECONDS: '0',
  DRIVER_SILENCE_SECONDS: '0',
  RATE_LIMIT_PER_SECOND: '1000000',
};

export interface ServerOptions {
  databaseUrl: string;
  settings: Readonly<Record<string, string>>;
  /** Sources of modules that run before the server (`node --import`). */
  preloads: readonly string[];
}

/** What a server holds: it must not hold more after a fault than before. */
export interface Holdings {
  heapBytes: number;
  /**
   * File descriptors, connections left out that a client keeps open for its next request.
   * undefined where the system doesn't tell (/proc).
   */
  descriptors: number | undefined;
  /** How far its clock is ahead of ours, in milliseconds. */
  clockAheadMs: number;
}

/** The built server in a process of its own. */
export class Server {
  url = '';
  output = '';
  /** What it held when it had just started. */
  baseline: Holdings | undefined;
  readonly exited: Promise<void>;

  private constructor(private readonly child: ChildProcess) {
    const keep = (text: string): void => {
      this.output = (this.output + text).slice(-LAST_CHARACTERS);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    this.exited = once(child, 'exit').then(() => undefined);
  }

  static async start({ databaseUrl, settings, preloads }: ServerOptions): Promise<Server> {
    const imports = ['chaos/src/preload/self-report.ts', ...preloads].flatMap((source) => [
      '--import',
      pathToFileURL(compiled(source)).href,
    ]);
    const args = ['--expose-gc', '--enable-source-maps', ...imports, MAIN];
    const child = spawn(process.execPath, args, {
      cwd: checkout,
      env: { PATH: process.env.PATH, ...SETTINGS, DATABASE_URL: databaseUrl, ...settings },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const server = new Server(child);
    server.url = await until('the server listens', () => server.address(), {
      timeoutMs: START_LIMIT_MS,
    });
    server.baseline = await server.holdings();
    return server;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    this.send('SIGKILL');
    await this.exited;
  }

  /** Drains and ends as on a deploy. @returns its exit code */
  async stop(): Promise<number | null> {
    this.send('SIGTERM');
    await this.exited;
    return this.child.exitCode;
  }

  /** After a garbage collection. */
  async holdings(): Promise<Holdings> {
    const answer = once(this.child, 'message', { signal: AbortSignal.timeout(REPORT_LIMIT_MS) });
    this.child.send('report');
    const [report] = (await answer) as [SelfReport];
    const { heapBytes, now } = report;
    return { heapBytes, descriptors: this.descriptors(), clockAheadMs: now - Date.now() };
  }

  /** One figure of `GET /metrics`. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  }

  /** Connections of clients that both ends hold; 0 where the system doesn't tell. */
  get connections(): number {
    try {
      return establishedAt(this.port);
    } catch {
      return 0;
    }
  }

  private descriptors(): number | undefined {
    try {
      const all = readdirSync(`/proc/${this.child.pid ?? 0}/fd`).length;
      return all - establishedAt(this.port);
    } catch {
      return undefined;
    }
  }

  private address(): string | undefined {
    if (!this.isAlive) throw new Error(`The server has ended:\n${this.output}`);
    return /Tripstream listens on (http[^"\s]+)/.exec(this.output)?.[1];
  }
}

/**
 * Connections to this port that both ends hold (proc_net_tcp, state 01). One that the
 * client has closed and the server hasn't is in another state, and counts.
 */
function establishedAt(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
  return rows.filter((row) => {
    const [, address, , state] = row.trim().split(/\s+/);
    return state === '01' && address?.endsWith(local);
  }).length;
}

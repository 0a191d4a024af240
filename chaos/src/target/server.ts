import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ApiProcess } from '#simulation';
import type { SelfReport } from '../preload/self-report.js';
import { checkout, compiled } from './checkout.js';

const REPORT_LIMIT_MS = 10_000;
/** Far more than a server writes during a fault, also when each request fails. */
const MAX_LOG_CHARACTERS = 64 * 1024 * 1024;

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

/** What a server wrote, from its start. */
class ServerLog {
  isCut = false;
  private readonly pieces: string[] = [];
  private length = 0;

  append(piece: string): void {
    this.isCut ||= this.length + piece.length > MAX_LOG_CHARACTERS;
    if (this.isCut) return;
    this.length += piece.length;
    this.pieces.push(piece);
  }

  get text(): string {
    return this.pieces.join('');
  }
}

/** The built server in a process of its own. */
export class Server {
  /** What it held when it had just started. */
  baseline: Holdings | undefined;

  private constructor(
    private readonly process: ApiProcess,
    private readonly written: ServerLog,
  ) {}

  static async start({ databaseUrl, settings, preloads }: ServerOptions): Promise<Server> {
    const imports = ['chaos/src/preload/self-report.ts', ...preloads].flatMap((source) => [
      '--import',
      pathToFileURL(compiled(source)).href,
    ]);
    const written = new ServerLog();
    const api = await ApiProcess.start({
      environment: { ...SETTINGS, DATABASE_URL: databaseUrl, ...settings },
      nodeArguments: ['--expose-gc', '--enable-source-maps', ...imports],
      cwd: checkout,
      onOutput: (text) => {
        written.append(text);
      },
    });
    const server = new Server(api, written);
    server.baseline = await server.holdings();
    return server;
  }

  get url(): string {
    return this.process.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The last part of the log. */
  get output(): string {
    return this.process.output;
  }

  /** All that the server wrote since its start, unless the log is cut. */
  get log(): string {
    return this.written.text;
  }

  /** Whether the server wrote more than the suite keeps. */
  get isLogCut(): boolean {
    return this.written.isCut;
  }

  get isAlive(): boolean {
    return this.process.isAlive;
  }

  send(signal: NodeJS.Signals): void {
    this.process.send(signal);
  }

  /** Sends a message to a module that was loaded before the server. */
  sendMessage(message: string): void {
    this.process.child.send(message);
  }

  kill(): Promise<void> {
    return this.process.kill();
  }

  /** Drains and ends as on a deploy. @returns its exit code; null after ten seconds */
  async stop(): Promise<number | null> {
    return (await this.process.stop()).code;
  }

  /** After a garbage collection. */
  async holdings(): Promise<Holdings> {
    const { child } = this.process;
    const answer = once(child, 'message', { signal: AbortSignal.timeout(REPORT_LIMIT_MS) });
    child.send('report');
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
      const all = readdirSync(`/proc/${this.process.child.pid ?? 0}/fd`).length;
      return all - establishedAt(this.port);
    } catch {
      return undefined;
    }
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

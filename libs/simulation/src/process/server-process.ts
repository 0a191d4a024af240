import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { abortableDelay } from '#client';

export interface ServerOptions {
  databaseUrl: string;
  port: number;
  networkFile: string | undefined;
  /** Longest travel time to a pickup for which a driver is asked. */
  reachSeconds: number;
  /** How drivers are chosen; undefined: as the server does by default. */
  policy: string | undefined;
  /** The address at which its pages control the city; undefined: they can't. */
  control: { url: string; token: string } | undefined;
  /** Ends the wait for a server that isn't ready yet. */
  signal: AbortSignal;
  /** Called when the server ends by itself. */
  onDeath: (error: Error) => void;
}

/** dist/apps/simulator/src/process → dist/apps/api/src/main.js */
const MAIN = fileURLToPath(new URL('../../../../apps/api/src/main.js', import.meta.url));
const READY_WITHIN_MS = 60_000;
const READY_LOOK_MS = 100;
const STOP_WITHIN_MS = 10_000;
const LAST_LINES = 40;

/** The API server as a process of its own, as in production. */
export class ServerProcess {
  readonly baseUrl: string;
  /** What it wrote last, for when it dies. */
  private readonly lines: string[] = [];
  private stopping = false;
  private readonly exited: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    options: ServerOptions,
  ) {
    this.baseUrl = `http://127.0.0.1:${options.port}`;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.keep(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.keep(text);
    });
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        options.onDeath(error);
        resolve();
      });
      child.once('exit', (code, signal) => {
        if (!this.stopping) options.onDeath(this.death(code, signal));
        resolve();
      });
    });
  }

  static async start(options: ServerOptions): Promise<ServerProcess> {
    const args = ['--enable-source-maps', MAIN];
    const env = environment(options);
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new ServerProcess(child, options);
    await server.ready(options.signal);
    return server;
  }

  /** What the server wrote last. */
  get output(): string {
    return this.lines.join('\n');
  }

  /** Ends the server by SIGTERM, and by SIGKILL when that takes too long or `hurry` fires. */
  async stop(hurry: AbortSignal): Promise<void> {
    this.stopping = true;
    this.child.kill('SIGTERM');
    const done = new AbortController();
    const patience = abortableDelay(STOP_WITHIN_MS, AbortSignal.any([hurry, done.signal]));
    await Promise.race([this.exited, patience]);
    done.abort();
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.exited;
  }

  /** Ends the server by SIGKILL, without a drain. Resolves when it has exited. */
  async kill(): Promise<void> {
    this.stopping = true;
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private async ready(signal: AbortSignal): Promise<void> {
    const until = performance.now() + READY_WITHIN_MS;
    while (!(await this.isReady())) {
      const gone = this.child.exitCode !== null || this.child.signalCode !== null;
      if (gone || signal.aborted || performance.now() > until) {
        await this.stop(AbortSignal.abort());
        throw new Error(gone ? this.death(this.child.exitCode, null).message : 'Not ready in time');
      }
      await abortableDelay(READY_LOOK_MS, signal);
    }
  }

  private async isReady(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(2_000);
      const response = await fetch(`${this.baseUrl}/health/ready`, { signal });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  private death(code: number | null, signal: NodeJS.Signals | null): Error {
    const how = signal ? `by ${signal}` : `with code ${String(code)}`;
    return new Error(`${path.basename(MAIN)} ended ${how}. Its last words:\n${this.output}`);
  }

  private keep(text: string): void {
    this.lines.push(...text.split('\n').filter((line) => line.trim() !== ''));
    this.lines.splice(0, this.lines.length - LAST_LINES);
  }
}

function environment(options: ServerOptions): NodeJS.ProcessEnv {
  const { databaseUrl, port, networkFile, reachSeconds, policy, control } = options;
  return {
    ...process.env,
    DATABASE_URL: databaseUrl,
    AUTH_MODE: 'demo',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'warn',
    MATCHING_REACH_SECONDS: String(reachSeconds),
    // Empty is unset: what was meant for another demo is not for this one.
    DEMO_CONTROL_URL: control?.url ?? '',
    DEMO_CONTROL_TOKEN: control?.token ?? '',
    ...(policy && { MATCHING_POLICY: policy }),
    ...(networkFile && { CITY_NETWORK_FILE: networkFile }),
  };
}

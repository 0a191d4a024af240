import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { abortableDelay } from '#client';

export interface ApiProcessOptions {
  /** Environment variables of the server. Default for `HOST`: 127.0.0.1, for `PORT`: a free one. */
  environment: Readonly<Record<string, string>>;
  /** Whether the server also gets the environment of this process. Default: its `PATH` alone. */
  inheritsEnvironment?: boolean;
  /** Arguments of Node.js, before the program. Default: none. */
  nodeArguments?: readonly string[];
  /** The working directory. Default: that of this process. */
  cwd?: string;
  /** The account that runs the server. Default: that of this process. */
  account?: { uid: number; gid: number } | undefined;
  /** Called with each piece of what the server writes to its standard output and error. */
  onOutput?: ((text: string) => void) | undefined;
  /** Called when the server ends without `stop`, `kill` or `send`; the error has its last output. */
  onUnexpectedExit?: ((error: Error) => void) | undefined;
}

export interface ProcessExit {
  /** null when a signal ended the process. */
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The root of the checkout, whether this file is a source or compiled in `dist`. */
const root = findFolderWith('package.json', dirname(fileURLToPath(import.meta.url)));

/** The compiled program of the API server, which `npm run build` makes. */
export const API_PROGRAM = join(root, 'dist', 'apps', 'api', 'src', 'main.js');

/** Loads OpenTelemetry, if the server's environment asks for traces. */
const TELEMETRY = pathToFileURL(
  join(root, 'dist', 'apps', 'api', 'src', 'telemetry', 'register.js'),
).href;

/** Longer than a start takes on a machine that is busy with the starts of other servers. */
const START_LIMIT_MS = 120_000;
const POLL_MS = 50;
const STOP_LIMIT_MS = 10_000;
const KEPT_CHARACTERS = 100_000;
const LINES_OF_ERROR = 40;

/**
 * A module that the server loads first. The server ends with the process that started it,
 * even if that process was killed and could not stop it.
 */
const LEASH = `data:text/javascript,${encodeURIComponent(
  'process.on("disconnect", () => process.kill(process.pid, "SIGKILL")); process.channel.unref();',
)}`;

/** The API server in a process of its own, as in production. */
export class ApiProcess {
  /** Resolves when the process has ended and its output is complete. */
  readonly exited: Promise<ProcessExit>;
  /** The last 100,000 characters that the server wrote to its standard output and error. */
  output = '';
  /** Empty until the server listens. */
  url = '';
  private isExpectedToEnd = false;

  private constructor(
    readonly child: ChildProcess,
    private readonly options: ApiProcessOptions,
  ) {
    const keep = (text: string): void => {
      this.output = (this.output + text).slice(-KEPT_CHARACTERS);
      options.onOutput?.(text);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    this.exited = new Promise((resolve) => {
      child.once('error', (error) => {
        keep(String(error));
        resolve({ code: null, signal: null });
      });
      child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
    void this.exited.then((exit) => {
      if (!this.isExpectedToEnd) options.onUnexpectedExit?.(this.describeEnd(exit));
    });
  }

  /** Starts the process and doesn't wait until it listens. */
  static spawn(options: ApiProcessOptions): ApiProcess {
    const { environment, inheritsEnvironment, nodeArguments = [], cwd, account } = options;
    const inherited = inheritsEnvironment ? process.env : { PATH: process.env['PATH'] };
    const child = spawn(
      process.execPath,
      ['--import', LEASH, '--import', TELEMETRY, ...nodeArguments, API_PROGRAM],
      {
        ...account,
        cwd,
        env: { ...inherited, HOST: '127.0.0.1', PORT: '0', ...environment },
        // The channel is the leash. It is also open to modules of `nodeArguments`.
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    return new ApiProcess(child, options);
  }

  /**
   * Starts the process and waits until it listens.
   *
   * @param signal ends the wait, and the server with it
   * @throws {Error} with the last output when the server ends, or doesn't listen in time
   */
  static async start(options: ApiProcessOptions, signal?: AbortSignal): Promise<ApiProcess> {
    const server = ApiProcess.spawn(options);
    try {
      server.url = await server.awaitAddress(signal);
      return server;
    } catch (error) {
      await server.kill();
      throw error;
    }
  }

  get isAlive(): boolean {
    const { exitCode, signalCode, pid } = this.child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** Sends a signal; the server may end by it. */
  send(signal: NodeJS.Signals): void {
    this.isExpectedToEnd = true;
    this.child.kill(signal);
  }

  /** SIGKILL: the server can't drain its streams. Resolves when it is dead. */
  async kill(): Promise<void> {
    this.send('SIGKILL');
    await this.exited;
  }

  /**
   * SIGTERM: the server drains its streams and ends. After ten seconds it is killed.
   *
   * @param hurry kills it at once
   */
  async stop(hurry = new AbortController().signal): Promise<ProcessExit> {
    this.send('SIGTERM');
    const ended = new AbortController();
    const limit = abortableDelay(STOP_LIMIT_MS, AbortSignal.any([hurry, ended.signal]));
    await Promise.race([this.exited, limit]);
    ended.abort();
    if (this.isAlive) this.child.kill('SIGKILL');
    return this.exited;
  }

  private async awaitAddress(signal: AbortSignal | undefined): Promise<string> {
    const deadline = performance.now() + START_LIMIT_MS;
    for (;;) {
      const address = await this.findAddress();
      if (address) return address;
      if (!this.isAlive) throw this.describeEnd(await this.exited);
      if (signal?.aborted || performance.now() > deadline) {
        throw new Error(`The server doesn't listen. Its last output:\n${this.lastLines}`);
      }
      await abortableDelay(POLL_MS, signal ?? new AbortController().signal);
    }
  }

  /** A server that chooses its port logs it; one with a given port may log less. */
  private async findAddress(): Promise<string | undefined> {
    const logged = /Tripstream listens on (http[^"\s]+)/.exec(this.output)?.[1];
    const port = this.options.environment['PORT'] ?? '0';
    if (logged !== undefined || port === '0') return logged;
    const address = `http://127.0.0.1:${port}`;
    try {
      const answer = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      await answer.body?.cancel();
      return answer.ok ? address : undefined;
    } catch {
      return undefined;
    }
  }

  private describeEnd({ code, signal }: ProcessExit): Error {
    const cause = signal === null ? `with code ${String(code)}` : `by ${signal}`;
    return new Error(`The server ended ${cause}. Its last output:\n${this.lastLines}`);
  }

  private get lastLines(): string {
    const lines = this.output.split('\n').filter((line) => line.trim() !== '');
    return lines.slice(-LINES_OF_ERROR).join('\n');
  }
}

function findFolderWith(name: string, from: string): string {
  if (existsSync(join(from, name))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`No ${name} above ${fileURLToPath(import.meta.url)}`);
  return findFolderWith(name, parent);
}

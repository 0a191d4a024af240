import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { until } from '#testing';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../../dist/apps/api/src/main.js', import.meta.url));

/** Ends the server when Jest is killed or gives a test up: no hook of ours runs then. */
const LEASH = `data:text/javascript,${encodeURIComponent(
  'process.on("disconnect", () => process.kill(process.pid, "SIGKILL")); process.channel.unref();',
)}`;

const all = new Set<ServerProcess>();

/** `npm test` has built it; a single spec may be the first to need it. */
export function ensureBuilt(): void {
  if (existsSync(MAIN)) return;
  spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
}

/** Kills all servers, so that no process outlives its test. */
export async function killAll(): Promise<void> {
  await Promise.all([...all].map((server) => server.kill()));
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface RunOptions {
  /** The working directory. Default: the root of the repository. */
  cwd?: string;
  /** The account that runs the server. Default: that of this process. */
  account?: { uid: number; gid: number } | undefined;
}

/** The server as `npm start` runs it: a process of its own, to be stopped, killed and revived. */
export class ServerProcess {
  readonly exited: Promise<Exit>;
  /** All it wrote. */
  output = '';
  url = '';

  private constructor(private readonly child: ChildProcess) {
    const keep = (text: string) => (this.output += text);
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        all.delete(this);
        resolve({ code, signal });
      });
    });
    all.add(this);
  }

  /** Without waiting for it: for servers that can't start. */
  static spawn(
    environment: Record<string, string>,
    { cwd = root, account }: RunOptions = {},
  ): ServerProcess {
    const env = {
      PATH: process.env['PATH'],
      AUTH_MODE: 'demo',
      HOST: '127.0.0.1',
      PORT: '0',
      MATCHING_WINDOW_MS: '20',
      HEARTBEAT_SECONDS: '1',
      // The drivers of these tests send no acknowledgements.
      OFFER_ACK_SECONDS: '0',
      ...environment,
    };
    return new ServerProcess(
      spawn(process.execPath, ['--import', LEASH, MAIN], {
        ...account,
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      }),
    );
  }

  /** Resolves when it listens. */
  static async start(
    environment: Record<string, string>,
    options: RunOptions = {},
  ): Promise<ServerProcess> {
    const server = ServerProcess.spawn(environment, options);
    server.url = await until(
      'the server listens',
      () => {
        if (!server.isAlive) throw new Error(`The server has ended:\n${server.output}`);
        return /Tripstream listens on (http[^"\s]+)/.exec(server.output)?.[1];
      },
      { timeoutMs: 20_000 },
    );
    return server;
  }

  send(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    this.send('SIGKILL');
    await this.exited;
  }

  /** Whether its matching engine is the active one, as its metrics say. */
  async isEngine(): Promise<boolean> {
    const metrics = await (await fetch(`${this.url}/metrics`)).text();
    return /^tripstream_engine_active 1$/m.test(metrics);
  }

  private get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}

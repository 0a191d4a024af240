import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { EmbeddedPostgres } from '../src/embedded-postgres.js';

/** A child process that owns the folder. */
interface Owner {
  child: ChildProcess;
  /** The pid of its postmaster. */
  pid: number;
  url: string;
}

interface StartOptions {
  settings?: Record<string, string>;
  onExit?: (reason: string) => void;
}

/** A data folder for a test, and the servers and child processes that use it. */
export class EmbeddedPostgresHarness {
  readonly parent = mkdtempSync(join(tmpdir(), 'tripstream-embedded-'));
  readonly dataDir = join(this.parent, 'data');
  private readonly running: EmbeddedPostgres[] = [];
  private readonly children: ChildProcess[] = [];

  constructor() {
    chmodSync(this.parent, 0o755);
  }

  /**
   * Ends all servers but keeps the folder, because creating a cluster for each test takes a second.
   */
  async endAll(): Promise<void> {
    const ends = this.children.splice(0).map((child) => killChild(child));
    await Promise.all([...ends, this.stopAll()]);
  }

  async remove(): Promise<void> {
    await this.endAll();
    // The Postgres of a killed child may still be writing its last files.
    rmSync(this.parent, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.running.splice(0).map((postgres) => postgres.stop()));
  }

  async start(options: StartOptions = {}): Promise<EmbeddedPostgres> {
    const postgres = await EmbeddedPostgres.start({ dataDir: this.dataDir, ...options });
    this.running.push(postgres);
    return postgres;
  }

  async query(url: string, sql: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query(sql)).rows as unknown[];
    } finally {
      await client.end();
    }
  }

  /**
   * Starts a child that owns the folder. It loads the code that the global set-up compiled, because
   * plain Node can't read the TypeScript.
   */
  spawnOwner(): ChildProcess {
    const compiled = process.env['TRIPSTREAM_TEST_COMPILED'] ?? '';
    const module = join(compiled, 'libs/embedded-postgres/src/index.js');
    const code = `
      const { EmbeddedPostgres } = await import(${JSON.stringify(module)});
      const { url, pid } = await EmbeddedPostgres.start({ dataDir: ${JSON.stringify(this.dataDir)} });
      console.log(JSON.stringify({ url, pid }));
      setInterval(() => {}, 1e6);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.killAfterTest(child);
    return child;
  }

  async startOwner(): Promise<Owner> {
    const child = this.spawnOwner();
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const line = new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout! }).once('line', resolve);
      child.once('close', () => reject(new Error(output)));
    });
    const { url, pid } = JSON.parse(await line) as { url: string; pid: number };
    return { child, pid, url };
  }

  /** Kills the child when the test is over. */
  killAfterTest(child: ChildProcess): void {
    this.children.push(child);
  }
}

async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

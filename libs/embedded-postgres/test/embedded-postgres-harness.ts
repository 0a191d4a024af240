import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { EmbeddedPostgres } from '../src/embedded-postgres.js';

/** Another process that owns the folder. */
interface Owner {
  child: ChildProcess;
  /** Of its postmaster. */
  pid: number;
  url: string;
}

interface StartOptions {
  settings?: Record<string, string>;
  onExit?: (reason: string) => void;
}

/** A data folder of a test, and whoever runs a Postgres in it. */
export class EmbeddedPostgresHarness {
  readonly parent = mkdtempSync(join(tmpdir(), 'tripstream-embedded-'));
  readonly dataDir = join(this.parent, 'data');
  private readonly running: EmbeddedPostgres[] = [];
  private readonly children: ChildProcess[] = [];

  constructor() {
    chmodSync(this.parent, 0o755);
  }

  /** After each test of a file that keeps one folder: to make a cluster takes a second. */
  async endAll(): Promise<void> {
    const ends = this.children.splice(0).map((child) => killChild(child));
    await Promise.all([...ends, this.stopAll()]);
  }

  async remove(): Promise<void> {
    await this.endAll();
    // A killed child's Postgres may still be writing its last files.
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

  /** Compiled by the global set-up, for it has no Jest to read TypeScript. */
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
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const line = new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout! }).once('line', resolve);
      child.once('close', () => reject(new Error(said)));
    });
    const { url, pid } = JSON.parse(await line) as { url: string; pid: number };
    return { child, pid, url };
  }

  /** Kills it when the test is over. */
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

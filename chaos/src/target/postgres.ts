import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '#embedded-postgres';

/**
 * The shutdown modes of PostgreSQL ("Shutting Down the Server"): fast rolls transactions
 * back and disconnects clients; immediate quits at once, and the next start recovers.
 */
const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

export type StopMode = keyof typeof SIGNALS;

/** A PostgreSQL that belongs to the suite: a fault may stop it and start it again on its data. */
export class Postgres {
  private ended: Promise<void> = Promise.resolve();

  private constructor(
    private readonly dataDir: string,
    private readonly settings: Record<string, string>,
    private running: EmbeddedPostgres,
  ) {}

  /** @param settings of the server; they override the defaults of `EmbeddedPostgres` */
  static async start(settings: Record<string, string> = {}): Promise<Postgres> {
    // When root runs the suite, Postgres runs under another account: that account needs the
    // real path and permission to enter the folder.
    const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-chaos-')));
    chmodSync(dataDir, 0o755);
    try {
      const postgres = new Postgres(dataDir, settings, undefined as never);
      await postgres.launch();
      return postgres;
    } catch (error) {
      rmSync(dataDir, { recursive: true, force: true });
      throw error;
    }
  }

  /** The address changes with each launch, because the server takes any free port. */
  get url(): string {
    return this.running.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async crash(mode: StopMode): Promise<void> {
    process.kill(this.running.pid, SIGNALS[mode]);
    await this.ended;
  }

  /** Starts the server again after `crash`. */
  async launch(): Promise<void> {
    let onEnd: () => void = () => undefined;
    this.ended = new Promise((resolve) => (onEnd = resolve));
    const { dataDir, settings } = this;
    this.running = await EmbeddedPostgres.start({ dataDir, settings, onExit: onEnd });
  }

  /** Gives the role of `url` another password, as the one that the servers know. */
  async setPassword(password: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    await client.query(`ALTER ROLE CURRENT_USER PASSWORD ${pg.escapeLiteral(password)}`);
    await client.end();
  }

  /** Copies the data folder of the stopped server, as a cold backup does. */
  backUp(): void {
    copyFolder(this.dataDir, this.backup);
  }

  /** Replaces the data folder of the stopped server by the copy: its state of that time is back. */
  restore(): void {
    rmSync(this.dataDir, { recursive: true });
    copyFolder(this.backup, this.dataDir);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    for (const folder of [this.dataDir, this.backup]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  private get backup(): string {
    return `${this.dataDir}-backup`;
  }
}

/** `cp -a` keeps the owners of the files: when root runs the suite, they belong to another account. */
function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to]);
}

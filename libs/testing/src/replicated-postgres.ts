import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '#embedded-postgres';
import { runQuery } from './run-query.js';
import { until } from './until.js';

export interface ReplicationOptions {
  /**
   * Whether a commit on the primary waits until the standby has applied it, so that a failover
   * loses no acknowledged transaction. Default true.
   */
  isSynchronous?: boolean;
  /** Settings of both servers that override the defaults of `EmbeddedPostgres`. */
  settings?: Record<string, string>;
}

/** Settings of the primary with which a commit waits until the standby has applied it. */
const SYNCHRONOUS = { synchronous_standby_names: '*', synchronous_commit: 'remote_apply' };

/** The standby's own files must not be those of the primary's process: its lock and its pid. */
const UNCOPIED = ['cluster/postmaster.pid', 'cluster/postmaster.opts', 'postgres.log'];

/**
 * A primary and its hot standby, both PostgreSQL 18 from the embedded binaries, connected by
 * streaming replication. The standby begins as a copy of the data folder of the stopped primary,
 * because the binaries have no `pg_basebackup`. Both have the same database, role and password.
 */
export class ReplicatedPostgres {
  private constructor(
    private readonly folder: string,
    private readonly primary: Member,
    private readonly standby: Member,
  ) {}

  /** Starts both servers (about 2 s) and waits until the standby streams. */
  static async start(options: ReplicationOptions = {}): Promise<ReplicatedPostgres> {
    const { isSynchronous = true, settings = {} } = options;
    // When root runs the tests, Postgres runs under another account: that account needs the
    // real path and permission to enter the folder.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-replicated-')));
    chmodSync(folder, 0o755);
    const primary = new Member(join(folder, 'primary'));
    const standby = new Member(join(folder, 'standby'));
    const replicated = new ReplicatedPostgres(folder, primary, standby);
    try {
      await primary.start(settings);
      await primary.stop();
      copyData(primary.dataDir, standby.dataDir);
      await primary.start({ ...settings, ...(isSynchronous ? SYNCHRONOUS : {}) });
      await standby.start({ ...settings, primary_conninfo: conninfoOf(primary.url) });
      await replicated.untilStreaming();
      return replicated;
    } catch (error) {
      await replicated.stop();
      throw error;
    }
  }

  /** The address of the server that began as the primary. */
  get primaryUrl(): string {
    return this.primary.url;
  }

  /** The address of the server that began as the standby. */
  get standbyUrl(): string {
    return this.standby.url;
  }

  /** Ends the primary at once, without a checkpoint, as a crash does; the standby stays. */
  crashPrimary(): Promise<void> {
    return this.primary.crash();
  }

  /** Makes the standby a primary, on a new timeline, and waits until it accepts writes. */
  async promote(): Promise<void> {
    await runQuery(this.standby.url, 'SELECT pg_promote(true)');
  }

  /** Ends both servers and removes their data. */
  async stop(): Promise<void> {
    // The standby first: the primary's shutdown waits until its standby has received the rest.
    await this.standby.stop();
    await this.primary.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  private async untilStreaming(): Promise<void> {
    await until('the standby streams', async () => {
      const [row] = await runQuery(this.primary.url, 'SELECT state FROM pg_stat_replication');
      return row?.['state'] === 'streaming';
    });
  }
}

/** One server, which may be started, crashed and stopped. */
class Member {
  private running: EmbeddedPostgres | undefined;
  private ended: Promise<void> = Promise.resolve();

  constructor(readonly dataDir: string) {}

  get url(): string {
    if (this.running) return this.running.url;
    throw new Error(`No server was started in ${this.dataDir}.`);
  }

  async start(settings: Record<string, string>): Promise<void> {
    let onExit: () => void = () => undefined;
    this.ended = new Promise((resolve) => (onExit = resolve));
    this.running = await EmbeddedPostgres.start({ dataDir: this.dataDir, settings, onExit });
  }

  /** Sends SIGQUIT, the immediate shutdown of PostgreSQL. */
  async crash(): Promise<void> {
    if (!this.running) return;
    process.kill(this.running.pid, 'SIGQUIT');
    await this.ended;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }
}

/** Copies a stopped cluster with its owner and rights, and marks the copy as a standby. */
function copyData(primary: string, standby: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', primary, standby], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The copy of the primary failed: ${stderr}`);
  const data = join(standby, 'postgres');
  if (!existsSync(data)) throw new Error('The data of the primary is not in its own folder.');
  for (const name of UNCOPIED) rmSync(join(data, name), { force: true });
  // PostgreSQL reads no more than the presence of this file, so its owner may be root.
  writeFileSync(join(data, 'cluster', 'standby.signal'), '');
}

/** The connection string of libpq, which has no quotes in these values. */
function conninfoOf(url: string): string {
  const { hostname, port, username, password } = new URL(url);
  return `host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`;
}

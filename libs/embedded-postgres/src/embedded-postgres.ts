import { mkdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { prepareBinaries } from './binaries.js';
import { CLUSTER_USER, ensureCluster } from './cluster.js';
import { DataFolder } from './data-folder.js';
import { stopPostmaster } from './orphaned-postmaster.js';
import { OwnerLock } from './owner-lock.js';
import { Postmaster } from './postmaster.js';

const DATABASE = 'tripstream';

export interface EmbeddedPostgresOptions {
  /** Made if missing; everything is kept in here (root: or pointed to from here). One owner at a time. */
  dataDir: string;
  /** Server settings that go over the defaults; tests pass `fsync: 'off'`. */
  settings?: Record<string, string>;
  /** Postgres ended though nobody called `stop()`. Called once, with the reason and the end of its log. */
  onExit?: (reason: string) => void;
}

/**
 * A real PostgreSQL 18 from npm-shipped binaries, on a free port of 127.0.0.1. It lives
 * as long as this process at most: whichever way the process ends, Postgres is shut down.
 */
export class EmbeddedPostgres {
  private stopping: Promise<void> | undefined;
  private readonly closed: Promise<void>;

  private constructor(
    /** `postgres://user:password@127.0.0.1:port/tripstream`: a secret. */
    readonly url: string,
    private readonly postmaster: Postmaster,
    private readonly folder: LockedFolder,
    onExit: ((reason: string) => void) | undefined,
  ) {
    this.closed = this.close(onExit);
    // Heard by whoever calls stop(); without a listener it would end the process.
    this.closed.catch(() => {});
  }

  /**
   * Cold 0.6–1 s, warm 0.1 s.
   * @throws FolderInUseError when a running process owns the folder; it is left alone.
   * @throws Error with the end of Postgres's log when it does not start.
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const folder = await LockedFolder.open(options.dataDir);
    let postmaster: Postmaster | undefined;
    try {
      const { home } = folder;
      const settings = options.settings ?? {};
      const binaries = await prepareBinaries(home);
      await stopPostmaster(home.cluster);
      const password = await ensureCluster(home, binaries, settings['fsync'] !== 'off');
      postmaster = await Postmaster.launch({ home, binaries, settings });
      const url = `postgres://${CLUSTER_USER}:${password}@127.0.0.1:${postmaster.port}/${DATABASE}`;
      await ensureDatabase(url);
      return new EmbeddedPostgres(url, postmaster, folder, options.onExit);
    } catch (error) {
      await postmaster?.stop();
      await folder.close();
      throw error;
    }
  }

  /** The postmaster's. */
  get pid(): number {
    return this.postmaster.pid;
  }

  /** Fast shutdown: open transactions are rolled back, nothing committed is lost. May be called again. */
  async stop(): Promise<void> {
    this.stopping ??= this.postmaster.stop();
    await this.stopping;
    await this.closed;
  }

  private async close(onExit: ((reason: string) => void) | undefined): Promise<void> {
    const reason = await this.postmaster.waitForExit();
    try {
      await this.folder.close();
    } finally {
      if (!this.stopping) onExit?.(reason);
    }
  }
}

/** The folder under its lock. */
class LockedFolder {
  private constructor(
    readonly home: DataFolder,
    private readonly lock: OwnerLock,
  ) {}

  static async open(dataDir: string): Promise<LockedFolder> {
    mkdirSync(resolve(dataDir), { recursive: true });
    const folder = realpathSync(resolve(dataDir));
    const lock = OwnerLock.acquire(folder);
    try {
      return new LockedFolder(await DataFolder.open(folder), lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** The lock goes last, when surely no server is left: its supervisor may have died before it. */
  async close(): Promise<void> {
    await stopPostmaster(this.home.cluster);
    this.home.close();
    this.lock.release();
  }
}

async function ensureDatabase(url: string): Promise<void> {
  try {
    await query(url, 'SELECT 1');
  } catch (error) {
    // 3D000: invalid_catalog_name
    if ((error as { code?: string }).code !== '3D000') throw error;
    const maintenance = new URL(url);
    maintenance.pathname = '/postgres';
    await query(maintenance.href, `CREATE DATABASE ${DATABASE}`);
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
  });
  // An idle client without this handler takes the process down when the server goes away.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

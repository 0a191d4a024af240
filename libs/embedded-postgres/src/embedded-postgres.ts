import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import pg from 'pg';
import { prepareBinaries } from './binaries.js';
import { CLUSTER_USER, ensureCluster } from './cluster.js';
import { DataFolder } from './data-folder.js';
import { stopPostmaster } from './orphaned-postmaster.js';
import { OwnerLock } from './owner-lock.js';
import { noteIdentity } from './folder-identity.js';
import { makeFolder } from './make-folder.js';
import { Postmaster } from './postmaster.js';

const DATABASE = 'tripstream';

export interface EmbeddedPostgresOptions {
  /**
   * The folder of the cluster, created if it doesn't exist. One process owns it at a time. For
   * root it may hold a pointer to another folder instead (see `RelocatedFolder`).
   */
  dataDir: string;
  /** Server settings that override the defaults; tests pass `fsync: 'off'`. */
  settings?: Record<string, string>;
  /**
   * Called once when Postgres ends without a call of `stop()`, with the reason and the tail of its
   * log.
   */
  onExit?: (reason: string) => void;
}

/**
 * A real PostgreSQL 18 from binaries shipped by npm, on a free port of 127.0.0.1. It shuts down
 * when this process ends, even after SIGKILL.
 */
export class EmbeddedPostgres {
  private stopping: Promise<void> | undefined;
  private readonly closed: Promise<void>;

  private constructor(
    /**
     * `postgres://user:password@127.0.0.1:port/tripstream`. It contains the password, so it is a
     * secret.
     */
    readonly url: string,
    private readonly postmaster: Postmaster,
    private readonly folder: LockedFolder,
    /** Whether the data folder is a copy that was made since its last start. */
    readonly wasCopied: boolean,
    onExit: ((reason: string) => void) | undefined,
  ) {
    this.closed = this.close(onExit);
    // A caller of stop() gets this rejection. Without a handler it would end the process.
    this.closed.catch(() => {});
  }

  /**
   * Starts Postgres in the folder: in 0.6–1 s with a new cluster, in 0.1 s with an existing one.
   *
   * @throws FolderInUseError when a running process owns the folder; that process isn't disturbed
   * @throws Error with the tail of the server's log when Postgres doesn't start
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const folder = await LockedFolder.open(options.dataDir);
    let postmaster: Postmaster | undefined;
    try {
      const { dataFolder } = folder;
      const settings = options.settings ?? {};
      const binaries = await prepareBinaries(dataFolder);
      await stopPostmaster(dataFolder.cluster);
      const password = await ensureCluster(dataFolder, binaries, settings['fsync'] !== 'off');
      const wasCopied = noteIdentity(dataFolder);
      postmaster = await Postmaster.launch({ folder: dataFolder, binaries, settings });
      const url = `postgres://${CLUSTER_USER}:${password}@127.0.0.1:${postmaster.port}/${DATABASE}`;
      await ensureDatabase(url);
      return new EmbeddedPostgres(url, postmaster, folder, wasCopied, options.onExit);
    } catch (error) {
      await postmaster?.stop();
      await folder.close();
      throw error;
    }
  }

  /** The pid of the postmaster. */
  get pid(): number {
    return this.postmaster.pid;
  }

  /**
   * Shuts Postgres down in fast mode: open transactions are rolled back, committed ones are kept.
   * Further calls wait for the same shutdown.
   */
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

/** The data folder, locked by this process. */
class LockedFolder {
  private constructor(
    readonly dataFolder: DataFolder,
    private readonly lock: OwnerLock,
  ) {}

  static async open(dataDir: string): Promise<LockedFolder> {
    makeFolder(resolve(dataDir));
    const folder = realpathSync(resolve(dataDir));
    const lock = OwnerLock.acquire(folder);
    try {
      return new LockedFolder(await DataFolder.open(folder), lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /**
   * Releases the lock after no server runs on the folder. A postmaster may have outlived its
   * supervisor, so it is stopped first.
   */
  async close(): Promise<void> {
    await stopPostmaster(this.dataFolder.cluster);
    this.dataFolder.close();
    this.lock.release();
  }
}

async function ensureDatabase(url: string): Promise<void> {
  try {
    await query(url, 'SELECT 1');
  } catch (error) {
    // SQLSTATE 3D000 is invalid_catalog_name: the database doesn't exist yet.
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
  // Without this handler the process would end when the server closes an idle connection.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

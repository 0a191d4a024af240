import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '#embedded-postgres';
import { runQuery } from './run-query.js';

/** The size of the disk: several times what a migrated database takes. */
const MEGABYTES = 64;
/** The sizes of the writes that fill the disk: large ones first, then to the last block. */
const BLOCKS = [Buffer.alloc(2 ** 20), Buffer.alloc(4096)];

/** Whether this process may mount file systems: on Linux, as root outside of most containers. */
export const canMount = process.platform === 'linux' && tryToMount();

/**
 * A disk of 64 MB for the tables of a database: a tmpfs with a tablespace. The write-ahead log and
 * the rest of the cluster stay on the disk of the machine: without room for the log PostgreSQL
 * stops at once. Needs `canMount`.
 */
export class SmallDisk {
  private isReadOnly = false;

  private constructor(private readonly folder: string) {}

  /** Mounts an empty disk. */
  static mount(): SmallDisk {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-disk-')));
    const options = `size=${MEGABYTES}m,mode=0755`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
    return new SmallDisk(folder);
  }

  /** Moves an empty database of an embedded Postgres to this disk. */
  async take(databaseUrl: string): Promise<void> {
    const url = new URL(databaseUrl);
    const database = pg.escapeIdentifier(url.pathname.slice(1));
    url.pathname = '/postgres';
    const [row] = await runQuery(url.href, 'SHOW data_directory');
    const { uid, gid } = statSync(String(row?.['data_directory']));
    const tables = join(this.folder, 'tables');
    mkdirSync(tables);
    chownSync(tables, uid, gid);
    await runQuery(url.href, `CREATE TABLESPACE small LOCATION ${pg.escapeLiteral(tables)}`);
    await runQuery(url.href, `ALTER DATABASE ${database} SET TABLESPACE small`);
  }

  /** Fills the disk until no byte is left. */
  fill(): void {
    for (const block of BLOCKS) this.fillWith(block);
  }

  /** Removes what `fill` has written. */
  makeRoom(): void {
    rmSync(this.ballast);
  }

  /**
   * Mounts the disk again over itself, read-only. Sessions that have files open keep them, so
   * new sessions are the first that notice.
   */
  makeReadOnly(): void {
    execFileSync('mount', ['--bind', this.folder, this.folder]);
    this.isReadOnly = true;
    execFileSync('mount', ['-o', 'remount,bind,ro', this.folder]);
  }

  /** Ends `makeReadOnly`. */
  makeWritable(): void {
    execFileSync('umount', [this.folder]);
    this.isReadOnly = false;
  }

  /** Removes the disk. No process may use it any more. */
  unmount(): void {
    if (this.isReadOnly) this.makeWritable();
    execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true });
  }

  private fillWith(block: Buffer): void {
    try {
      for (;;) writeFileSync(this.ballast, block, { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}

/** A PostgreSQL of its own whose database is on a small disk. Needs `canMount`. */
export class SmallDiskPostgres {
  private constructor(
    private readonly folder: string,
    readonly disk: SmallDisk,
    private readonly postgres: EmbeddedPostgres,
  ) {}

  /** Starts the server with an empty database, in about a second. */
  static async start(): Promise<SmallDiskPostgres> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-small-disk-')));
    chmodSync(folder, 0o755);
    const postgres = await EmbeddedPostgres.start({
      dataDir: join(folder, 'data'),
      settings: { fsync: 'off', full_page_writes: 'off' },
    });
    const disk = SmallDisk.mount();
    await disk.take(postgres.url);
    return new SmallDiskPostgres(folder, disk, postgres);
  }

  /** The address of the database. */
  get url(): string {
    return this.postgres.url;
  }

  async stop(): Promise<void> {
    await this.postgres.stop();
    this.disk.unmount();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function tryToMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'tripstream-mount-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status === 0;
  if (isMounted) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return isMounted;
}

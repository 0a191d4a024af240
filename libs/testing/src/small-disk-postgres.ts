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

/** The size of the disk: several times what a migrated database takes. */
const DISK_BYTES = 48 * 2 ** 20;
/** The size of one write of the file that fills the disk. */
const BLOCK = Buffer.alloc(4096);

/** Whether this process may mount file systems: on Linux, as root outside of most containers. */
export const canMount = process.platform === 'linux' && tryToMount();

/**
 * A PostgreSQL whose database lies on a small disk of its own, a tablespace on a tmpfs. The
 * write-ahead log and all else of the cluster lie on another disk. Needs `canMount`.
 */
export class SmallDiskPostgres {
  private isReadOnly = false;

  private constructor(
    private readonly folder: string,
    private readonly disk: string,
    private readonly postgres: EmbeddedPostgres,
    /** The address of the empty database on the small disk. */
    readonly url: string,
  ) {}

  /** Starts the server and creates the database, in about a second. */
  static async start(): Promise<SmallDiskPostgres> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tripstream-disk-')));
    chmodSync(folder, 0o755);
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', disk]);
    const postgres = await EmbeddedPostgres.start({
      dataDir: join(folder, 'data'),
      settings: { fsync: 'off', full_page_writes: 'off' },
    });
    const [row] = await query(postgres.url, 'SHOW data_directory');
    const { uid, gid } = statSync(String(row?.['data_directory']));
    chownSync(disk, uid, gid);
    await query(postgres.url, `CREATE TABLESPACE small LOCATION '${disk}'`);
    await query(postgres.url, 'CREATE DATABASE small TABLESPACE small');
    const url = new URL(postgres.url);
    url.pathname = '/small';
    return new SmallDiskPostgres(folder, disk, postgres, url.href);
  }

  /** Fills the disk until no byte is left. */
  fill(): void {
    for (;;) {
      try {
        writeFileSync(this.ballast, BLOCK, { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
        throw error;
      }
    }
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
    execFileSync('mount', ['--bind', this.disk, this.disk]);
    this.isReadOnly = true;
    execFileSync('mount', ['-o', 'remount,bind,ro', this.disk]);
  }

  makeWritable(): void {
    execFileSync('umount', [this.disk]);
    this.isReadOnly = false;
  }

  async stop(): Promise<void> {
    if (this.isReadOnly) this.makeWritable();
    await this.postgres.stop();
    execFileSync('umount', [this.disk]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get ballast(): string {
    return join(this.disk, 'ballast');
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

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

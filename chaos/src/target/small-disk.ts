import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const MEGABYTES = 64;
const BLOCK = Buffer.alloc(1024 * 1024);

/**
 * A file system of 64 MB for the tables of the database. The write-ahead log stays on the disk of
 * the machine: without room for it PostgreSQL stops at once, which is another fault.
 */
export class SmallDisk {
  private constructor(private readonly folder: string) {}

  /** @returns undefined where this process may not mount a file system */
  static mount(): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'tripstream-disk-'));
    try {
      const options = `size=${MEGABYTES}m,mode=0755`;
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
      return new SmallDisk(folder);
    } catch {
      rmSync(folder, { recursive: true });
      return undefined;
    }
  }

  /** Moves an empty database of the embedded Postgres to this disk. */
  async take(databaseUrl: string): Promise<void> {
    const url = new URL(databaseUrl);
    const database = url.pathname.slice(1);
    url.pathname = '/postgres';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
      const { uid, gid } = statSync(rows[0]?.data_directory ?? '');
      const tables = join(this.folder, 'tables');
      mkdirSync(tables);
      chownSync(tables, uid, gid);
      await client.query(`CREATE TABLESPACE small LOCATION ${pg.escapeLiteral(tables)}`);
      await client.query(`ALTER DATABASE ${pg.escapeIdentifier(database)} SET TABLESPACE small`);
    } finally {
      await client.end();
    }
  }

  /** Writes a file that takes all the room that is left. */
  fill(): void {
    for (const block of [BLOCK, BLOCK.subarray(0, 4096)]) {
      try {
        for (;;) writeFileSync(this.filler, block, { flag: 'a' });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  }

  makeRoom(): void {
    rmSync(this.filler);
  }

  unmount(): void {
    execFileSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true });
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}

import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import type { DataFolder } from './data-folder.js';

const ROTATE_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 4 * 1024;

/** Postgres's log file. Above 10 MB it is moved to `.1` at the next start, replacing the one before. */
export class ServerLog {
  private constructor(
    private readonly file: string,
    readonly descriptor: number,
    private readonly from: number,
  ) {}

  static open(home: DataFolder): ServerLog {
    const file = home.logFile;
    if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
    const descriptor = openSync(file, 'a', 0o600);
    if (home.account) chownSync(file, home.account.uid, home.account.gid);
    return new ServerLog(file, descriptor, fstatSync(descriptor).size);
  }

  /** The last 4 KB said since it was opened. */
  tail(): string {
    if (!existsSync(this.file)) return '';
    const descriptor = openSync(this.file, 'r');
    const { size } = fstatSync(descriptor);
    const start = Math.max(this.from, size - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    readSync(descriptor, buffer, 0, buffer.length, start);
    closeSync(descriptor);
    return buffer.toString('utf8').trim();
  }

  /** Our descriptor only; the server has its own. */
  close(): void {
    closeSync(this.descriptor);
  }
}

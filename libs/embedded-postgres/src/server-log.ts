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

/**
 * The log file of Postgres. A start moves a file above 10 MB to `.1` and replaces the previous one.
 */
export class ServerLog {
  private constructor(
    private readonly file: string,
    readonly descriptor: number,
    private readonly from: number,
  ) {}

  static open(folder: DataFolder): ServerLog {
    const file = folder.logFile;
    if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
    const descriptor = openSync(file, 'a', 0o600);
    if (folder.account) chownSync(file, folder.account.uid, folder.account.gid);
    return new ServerLog(file, descriptor, fstatSync(descriptor).size);
  }

  /** @returns at most the last 4 KB written since the log was opened */
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

  /** Closes the descriptor of this process; the server keeps its own. */
  close(): void {
    closeSync(this.descriptor);
  }
}

import { Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { Transactions } from './transaction/transactions.js';

/** Milliseconds for which a result counts, so that frequent callers cost one probe. */
const VALID_MS = 2_000;

/** Limits the memory of the statement below, and leads its file to the database's tablespace. */
const SETTINGS = `
  SELECT set_config('work_mem', '64kB', true), set_config('temp_tablespaces', '', true)`;

/**
 * Makes PostgreSQL write a temporary file of about 400 KB. The file needs new blocks, as a
 * growing table does: a small UPDATE finds room in a block that exists, and succeeds on a full
 * disk. It leaves no row, no catalogue entry and no write-ahead log.
 */
const SPILL = 'SELECT count(*) FROM generate_series(1, 20000)';

/** Checks that the disk of the database has room and can be written. */
@Injectable()
export class WriteProbe {
  private latest?: Promise<boolean>;
  private startedAt = -Infinity;

  constructor(private readonly transactions: Transactions) {}

  /**
   * Writes at most once in two seconds; calls in between get the result of the latest probe.
   *
   * @returns whether the database could write; false also when it is away
   */
  canWrite(): Promise<boolean> {
    const now = performance.now();
    if (this.latest && now - this.startedAt < VALID_MS) return this.latest;
    this.startedAt = now;
    return (this.latest = this.probe());
  }

  private async probe(): Promise<boolean> {
    try {
      await this.transactions.run(async (tx) => {
        await tx.query(SETTINGS);
        await tx.query(SPILL);
      });
      return true;
    } catch {
      return false;
    }
  }
}

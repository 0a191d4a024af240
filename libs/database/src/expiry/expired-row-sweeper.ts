import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { Metrics, WakeUp, summarizeError } from '#platform';
import { Transactions } from '../transaction/transactions.js';
import { EXPIRY_START, ExpiredRowDeleter } from './expired-row-deleter.js';
import type { ExpiryRule } from './expiry-rule.js';

const SWEEP_INTERVAL_MS = 600_000;
/** Rows that one statement deletes. It takes some ten milliseconds; its limit is six seconds. */
const BATCH_SIZE = 1_000;
/** Milliseconds between two batches, in which requests have the disk and the processor alone. */
const PAUSE_MS = 20;

/** The rules of all libraries. */
export class ExpiryRules {
  constructor(readonly values: readonly ExpiryRule[]) {}
}

/**
 * Deletes the expired rows of all tables, with a sweep every ten minutes. Every process runs it,
 * and one at a time deletes.
 */
@Injectable()
export class ExpiredRowSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Expiry');
  private readonly wakeUp = new WakeUp();
  private readonly stopping = new AbortController();
  private readonly deleter: ExpiredRowDeleter;
  private running?: Promise<void>;

  constructor(
    transactions: Transactions,
    private readonly rules: ExpiryRules,
    private readonly metrics: Metrics,
  ) {
    this.deleter = new ExpiredRowDeleter(transactions);
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wakeUp.raise();
    await this.running;
  }

  /**
   * Deletes what has expired, batch by batch, and logs one line if there was a row. A table that
   * fails doesn't keep the others.
   *
   * @returns the number of deleted rows by table
   */
  async sweep(): Promise<Map<string, number>> {
    const begin = performance.now();
    const deleted = new Map<string, number>();
    const failures: string[] = [];
    for (const rule of this.rules.values) {
      try {
        await this.sweepTable(rule, deleted);
      } catch (error) {
        failures.push(`${rule.table}: ${summarizeError(error)}`);
      }
    }
    this.report(deleted, failures, performance.now() - begin);
    return deleted;
  }

  private async sweepTable(rule: ExpiryRule, deleted: Map<string, number>): Promise<void> {
    const cutoff = await this.deleter.readCutoff(rule);
    let from: string | null = EXPIRY_START;
    while (from !== null && !this.stopping.signal.aborted) {
      const { rows, next } = await this.deleter.deleteBatch(rule, { from, cutoff }, BATCH_SIZE);
      deleted.set(rule.table, (deleted.get(rule.table) ?? 0) + rows);
      this.metrics.expiredRows.inc({ table: rule.table }, rows);
      from = next;
      if (next !== null) await this.wakeUp.sleep(PAUSE_MS);
    }
  }

  private report(deleted: Map<string, number>, failures: string[], elapsedMs: number): void {
    const counts = [...deleted].filter(([, rows]) => rows > 0);
    const text = counts.map(([table, rows]) => `${rows} of ${table}`).join(', ') || 'no row';
    const line = `Deleted expired rows in ${Math.round(elapsedMs)} ms: ${text}`;
    // The next sweep makes up for a failed one: a row that is kept too long does no harm.
    if (failures.length > 0) this.logger.warn(`${line}; next sweep: ${failures.join('; ')}`);
    else if (counts.length > 0) this.logger.log(line);
  }

  private async run(): Promise<void> {
    // A random delay, so that processes that start together do not sweep together.
    await this.wakeUp.sleep(Math.random() * SWEEP_INTERVAL_MS);
    while (!this.stopping.signal.aborted) {
      await this.sweep();
      await this.wakeUp.sleep(SWEEP_INTERVAL_MS);
    }
  }
}

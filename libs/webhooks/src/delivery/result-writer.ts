import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { ResultStore, type WrittenResult } from './result-store.js';

/** The most results of one statement. */
const MAX_BATCH = 500;
/** Milliseconds between two attempts while the database is away. */
const RETRY_MS = 250;

interface Waiting {
  result: WrittenResult;
  /** Called with whether the lease still held. */
  done: (isMine: boolean) => void;
  /** Whether the result is still of use: another process delivers when the lease is over. */
  isNeeded: () => boolean;
}

/**
 * Writes the results of this process. Those that come while a statement runs share the next one, so
 * the number of statements does not grow with the deliveries.
 */
@Injectable()
export class ResultWriter {
  private readonly logger = new Logger('Webhooks');
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly store: ResultStore) {}

  /** @returns whether the lease still held, so the result has its effect */
  write(result: WrittenResult, isNeeded: () => boolean): Promise<boolean> {
    return new Promise((done) => {
      this.waiting.push({ result, done, isNeeded });
      this.running ??= this.run().finally(() => (this.running = undefined));
    });
  }

  private async run(): Promise<void> {
    // Results of the same tick come together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      const mine = await this.writeBatch(batch);
      for (const { result, done } of batch) done(mine.has(result.lease.id));
    }
  }

  /** While the database is away, results wait until their lease is over. */
  private async writeBatch(batch: readonly Waiting[]): Promise<Set<string>> {
    for (;;) {
      const needed = batch.filter(({ isNeeded }) => isNeeded());
      if (needed.length === 0) return new Set();
      try {
        return await this.store.write(needed.map(({ result }) => result));
      } catch (error) {
        this.logger.warn('Results of deliveries could not be written, trying again', error);
        await delay(RETRY_MS);
      }
    }
  }
}

import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamId } from '#contracts';
import type { StreamHistory } from '#outbox';
import type { StreamConnection } from './stream-connection.js';

/** Streams asked for in one query. */
const MAX_STREAMS_PER_QUERY = 500;
/** Milliseconds: the heart beats for a few at a time, which is too few for a query of their own. */
const BATCH_DELAY_MS = 100;

/**
 * Compares what connections were sent with where their streams end, so that a lost event is
 * found, a stream's last one too (ADR 0003). One query for many connections.
 */
export class GapDetector {
  private readonly logger = new Logger('Streams');
  private pending = new Set<StreamConnection>();
  private running?: Promise<void>;

  constructor(private readonly history: Pick<StreamHistory, 'readHeads'>) {}

  /** Never fails: what could not be compared is compared at its next heartbeat. */
  async compare(connections: Iterable<StreamConnection>): Promise<void> {
    for (const connection of connections) this.pending.add(connection);
    this.running ??= this.run().finally(() => {
      delete this.running;
    });
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.pending.size > 0) {
      await delay(BATCH_DELAY_MS, undefined, { ref: false });
      const some = [...this.pending].slice(0, MAX_STREAMS_PER_QUERY);
      for (const connection of some) this.pending.delete(connection);
      try {
        await this.compareBatch(some);
      } catch (error) {
        this.pending.clear();
        this.logger.warn(`The heads could not be compared, next time: ${String(error)}`);
      }
    }
  }

  private async compareBatch(connections: readonly StreamConnection[]): Promise<void> {
    const streams = new Set<StreamId>(connections.map(({ request }) => request.stream));
    const heads = await this.history.readHeads([...streams]);
    for (const connection of connections) {
      connection.noteHead(heads.get(connection.request.stream) ?? 0);
    }
  }
}

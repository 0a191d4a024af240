import { Logger } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { StreamId } from '#contracts';
import type { StreamHistory } from '#outbox';
import type { StreamConnection } from './stream-connection.js';

/** Streams asked for in one query. */
const MOST = 500;
/** Milliseconds: the heart beats for a few at a time, which is too few for a query of their own. */
const GATHER_MS = 100;

/**
 * Compares what connections were sent with where their streams end, so that a lost event is
 * found, a stream's last one too (ADR 0003). One query for many connections.
 */
export class GapDetector {
  private readonly logger = new Logger('Streams');
  private waiting = new Set<StreamConnection>();
  private running?: Promise<void>;

  constructor(private readonly history: Pick<StreamHistory, 'heads'>) {}

  /** Never fails: what could not be compared is compared at its next heartbeat. */
  async compare(connections: Iterable<StreamConnection>): Promise<void> {
    for (const connection of connections) this.waiting.add(connection);
    this.running ??= this.run().finally(() => {
      delete this.running;
    });
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.size > 0) {
      await delay(GATHER_MS, undefined, { ref: false });
      const some = [...this.waiting].slice(0, MOST);
      for (const connection of some) this.waiting.delete(connection);
      try {
        await this.compareNow(some);
      } catch (error) {
        this.waiting.clear();
        this.logger.warn(`The heads could not be compared, next time: ${String(error)}`);
      }
    }
  }

  private async compareNow(connections: readonly StreamConnection[]): Promise<void> {
    const streams = new Set<StreamId>(connections.map(({ request }) => request.stream));
    const heads = await this.history.heads([...streams]);
    for (const connection of connections) {
      connection.noteHead(heads.get(connection.request.stream) ?? 0);
    }
  }
}

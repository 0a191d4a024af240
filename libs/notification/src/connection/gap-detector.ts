import { Logger } from '@nestjs/common';
import type { StreamId } from '#contracts';
import { WakeUp, type Metrics } from '#platform';
import type { StreamSource } from '../source/stream-source.js';
import type { StreamConnection } from './stream-connection.js';

/** Connections compared with one query. */
const MAX_CONNECTIONS_PER_QUERY = 500;
/**
 * Milliseconds. The heartbeat wheel hands over a few connections at a time: too few for a query. After
 * a break all of them come at once, and do not wait.
 */
const GATHERING_MS = 250;
/** Milliseconds between two full queries, so that commands get their share of the pool. */
const PAUSE_MS = 100;

/**
 * Compares what was sent on each connection with the head of its stream. The comparison finds a
 * lost event even when it is the last of its stream (ADR 0003). One query serves many connections.
 */
export class GapDetector {
  private readonly logger = new Logger('Streams');
  private pending = new Set<StreamConnection>();
  private running?: Promise<void>;
  private readonly wakeUp = new WakeUp();

  constructor(
    private readonly source: Pick<StreamSource, 'readHeads'>,
    private readonly metrics: Pick<Metrics, 'headsCompared'>,
  ) {}

  /**
   * Never rejects: after an error the connections are compared at their next heartbeats.
   *
   * @param why at a heartbeat, or because live events may be missing
   */
  async compare(
    connections: Iterable<StreamConnection>,
    why: 'heartbeat' | 'break',
  ): Promise<void> {
    const before = this.pending.size;
    for (const connection of connections) this.pending.add(connection);
    this.metrics.headsCompared.inc({ why }, this.pending.size - before);
    if (why === 'break') this.wakeUp.raise();
    this.running ??= this.run().finally(() => {
      delete this.running;
    });
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.pending.size > 0) {
      const isFull = this.pending.size >= MAX_CONNECTIONS_PER_QUERY;
      await this.wakeUp.sleep(isFull ? PAUSE_MS : GATHERING_MS);
      const batch = [...this.pending].slice(0, MAX_CONNECTIONS_PER_QUERY);
      for (const connection of batch) this.pending.delete(connection);
      try {
        await this.compareBatch(batch);
      } catch (error) {
        this.pending.clear();
        this.logger.warn('The heads could not be compared, next time', error);
      }
    }
  }

  private async compareBatch(connections: readonly StreamConnection[]): Promise<void> {
    const streams = new Set<StreamId>(connections.map(({ request }) => request.stream));
    const heads = await this.source.readHeads([...streams]);
    for (const connection of connections) {
      connection.noteHead(heads.get(connection.request.stream) ?? 0);
    }
  }
}

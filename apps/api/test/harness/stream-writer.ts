import type { StreamId } from '#contracts';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { Outbox, newEvent, outboxEntities } from '#outbox';
import { NoTracing } from '#platform';
import type { StreamPosition } from '#testing';

/**
 * Commits events to any stream, as another process does that shares the database but not
 * our memory: only a hint and the tail's poll announce them to the server.
 */
export class StreamWriter {
  private constructor(
    readonly transactions: Transactions,
    readonly outbox: Outbox,
    readonly close: () => Promise<void>,
  ) {}

  static async at({ databaseUrl }: { databaseUrl: string }): Promise<StreamWriter> {
    const options = { url: databaseUrl, entities: outboxEntities, applicationName: 'writer' };
    const dataSource = await createDataSource(dataSourceOptions(options));
    const outbox = new Outbox({ wake: () => {} } as never, new NoTracing());
    return new StreamWriter(new Transactions(dataSource), outbox, () => dataSource.destroy());
  }

  /** @param size characters of text in each event */
  async commit(stream: StreamId, count = 1, size = 1): Promise<void> {
    await this.append(stream, 'x'.repeat(size), count);
  }

  /** One event with any text in it, also such that no request could bring in. */
  async commitText(stream: StreamId, reason: string): Promise<void> {
    await this.append(stream, reason, 1);
  }

  private async append(stream: StreamId, reason: string, count: number): Promise<void> {
    const event = newEvent({
      type: 'driver.online',
      subject: 'driver/7',
      data: { reason },
      streams: [stream],
    });
    const events = Array.from({ length: count }, () => event);
    await this.transactions.run(async (tx) => this.outbox.append(tx, events, await tx.now()));
  }

  /** What the mailbox holds, of these streams or of all, in order. */
  committed(...streams: StreamId[]): Promise<(StreamPosition & { json: string })[]> {
    return this.query(
      `SELECT m.stream, m.seq::float8 AS seq, o.id, o.event::text AS json
       FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
       WHERE cardinality($1::text[]) = 0 OR m.stream = ANY ($1)
       ORDER BY m.stream, m.seq`,
      [streams],
    );
  }

  query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.transactions.run((tx) => tx.query<Row>(sql, values));
  }

  /** Cuts the server's tail off. */
  async terminateTail(): Promise<void> {
    await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'tripstream-tail' AND datname = current_database()`,
    );
  }
}

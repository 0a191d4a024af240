import { abortableDelay } from '#client';
import { streamId, type StreamId } from '#contracts';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { Outbox, newEvent, outboxEntities } from '#outbox';
import { NoTracing } from '#platform';
import type { SeededRandom } from '#simulation';

/** Thrown inside a transaction so that it rolls back. */
class PlannedRollback extends Error {}

export interface WriterLoad {
  writers: number;
  milliseconds: number;
  streams: readonly StreamId[];
  random: SeededRandom;
}

/** The longest pause of a transaction before and after its append, in milliseconds. */
const LONGEST_PAUSE_MS = 60;
const ROLLBACK_RATE = 0.1;
const RECEIVES_RATE = 0.4;

/**
 * Writers that append events to any stream from outside the server's process, as another
 * instance does: they share the database and not the server's memory. The subject of
 * their events distinguishes them from those of the workload.
 */
export class ConcurrentWriters {
  private constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    readonly close: () => Promise<void>,
  ) {}

  static async connect(databaseUrl: string): Promise<ConcurrentWriters> {
    const dataSource = await createDataSource(
      dataSourceOptions({
        url: databaseUrl,
        entities: outboxEntities,
        applicationName: 'chaos writer',
        poolSize: 20,
      }),
    );
    const outbox = new Outbox({ wake: () => undefined } as never, new NoTracing());
    return new ConcurrentWriters(new Transactions(dataSource), outbox, () => dataSource.destroy());
  }

  /**
   * Appends events to all the streams in one transaction.
   * @param size characters of text in each event
   */
  async commit(streams: readonly StreamId[], count = 1, size = 1): Promise<void> {
    const events = Array.from({ length: count }, () => createEvent([...streams], size));
    await this.transactions.run(async (tx) => this.outbox.append(tx, events, await tx.now()));
  }

  /**
   * Runs writers that commit out of order, pause while they hold locks, and sometimes roll back.
   * @returns the number of commits
   */
  async writeConcurrently(load: WriterLoad): Promise<number> {
    const deadline = performance.now() + load.milliseconds;
    let commits = 0;
    const write = async (writer: number): Promise<void> => {
      const random = load.random.derive(`writer ${writer}`);
      while (performance.now() < deadline) {
        const committed = await this.commitOrRollBack(random, load.streams);
        commits += committed;
      }
    };
    await Promise.all(Array.from({ length: load.writers }, (_, writer) => write(writer)));
    return commits;
  }

  /** @returns 1 after a commit, otherwise 0 */
  private async commitOrRollBack(
    random: SeededRandom,
    streams: readonly StreamId[],
  ): Promise<number> {
    const pause = (): Promise<void> => abortableDelay(random.next() ** 3 * LONGEST_PAUSE_MS);
    const receivers = streams.filter(() => random.chance(RECEIVES_RATE));
    if (receivers.length === 0) return 0;
    try {
      await this.transactions.run(async (tx) => {
        // The transaction takes its id long before the append, so that ids and commits
        // differ in their order.
        await tx.query('SELECT pg_current_xact_id()');
        await pause();
        this.outbox.append(tx, [createEvent(receivers, 1)], await tx.now());
        await tx.sendLastStatements();
        await pause();
        if (random.chance(ROLLBACK_RATE)) throw new PlannedRollback();
      });
      return 1;
    } catch (error) {
      if (error instanceof PlannedRollback) return 0;
      throw error;
    }
  }
}

const createEvent = (streams: StreamId[], size: number) =>
  newEvent({
    type: 'driver.online' as const,
    subject: streamId('driver', 'nobody'),
    data: { reason: 'x'.repeat(size) },
    streams,
  });

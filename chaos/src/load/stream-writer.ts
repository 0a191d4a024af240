import { streamId, type StreamId } from '#contracts';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { Outbox, newEvent, outboxEntities } from '#outbox';
import type { SeededRandom } from '#simulation';
import { abortableDelay } from '#client';

class ChangedMind extends Error {}

export interface WriterLoad {
  writers: number;
  milliseconds: number;
  streams: readonly StreamId[];
  random: SeededRandom;
}

/** The longest that a transaction dawdles before and after its append, in milliseconds. */
const DAWDLES_MS = 60;
const ROLLS_BACK = 0.1;

/**
 * Commits events to any stream, as another process does that shares the database and not
 * the server's memory. What it writes is no city's: it says so in the subject.
 */
export class StreamWriter {
  private constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    readonly close: () => Promise<void>,
  ) {}

  static async at(databaseUrl: string): Promise<StreamWriter> {
    const dataSource = await createDataSource(
      dataSourceOptions({
        ...{ url: databaseUrl, entities: outboxEntities, applicationName: 'fault writer' },
        poolSize: 20,
      }),
    );
    const outbox = new Outbox({ wake: () => undefined } as never);
    return new StreamWriter(new Transactions(dataSource), outbox, () => dataSource.destroy());
  }

  /** @param size characters of text in each event */
  async commit(streams: readonly StreamId[], count = 1, size = 1): Promise<void> {
    const events = Array.from({ length: count }, () => sample([...streams], size));
    await this.transactions.run(async (tx) => this.outbox.append(tx, events, await tx.now()));
  }

  /** Writers that commit out of order, dawdle with locks held, and sometimes roll back. */
  async writeAtRandom(load: WriterLoad): Promise<number> {
    const until = performance.now() + load.milliseconds;
    let commits = 0;
    const write = async (writer: number): Promise<void> => {
      const random = load.random.derive(`writer ${writer}`);
      while (performance.now() < until) {
        const done = await this.transact(random, load.streams);
        commits += done;
      }
    };
    await Promise.all(Array.from({ length: load.writers }, (_, writer) => write(writer)));
    return commits;
  }

  private async transact(random: SeededRandom, streams: readonly StreamId[]): Promise<number> {
    const dawdle = (): Promise<void> => abortableDelay(random.next() ** 3 * DAWDLES_MS);
    const receivers = streams.filter(() => random.chance(0.4));
    if (receivers.length === 0) return 0;
    try {
      await this.transactions.run(async (tx) => {
        // The transaction's number is taken long before the append: none are in commit order.
        await tx.query('SELECT pg_current_xact_id()');
        await dawdle();
        await this.outbox.append(tx, [sample(receivers, 1)], await tx.now());
        await dawdle();
        if (random.chance(ROLLS_BACK)) throw new ChangedMind();
      });
      return 1;
    } catch (error) {
      if (error instanceof ChangedMind) return 0;
      throw error;
    }
  }
}

const sample = (streams: StreamId[], size: number) =>
  newEvent({
    ...{ type: 'driver.online' as const, subject: streamId('driver', 'nobody'), streams },
    data: { reason: 'x'.repeat(size) },
  });

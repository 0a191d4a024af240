import { setTimeout as delay } from 'node:timers/promises';
import type { StreamId } from '#contracts';
import { Transactions } from '#database';
import { Outbox, newEvent, type AnyNewEvent } from '#outbox';
import { clockMicros } from '../clock.js';
import { SAMPLE_SUBJECT, SAMPLE_TYPE, sampleData } from '../event/sample-event.js';
import type { CapturedServer } from './capture-application.js';

export interface WriteLoad {
  writers: number;
  seconds: number;
  /** Of all writers together; as many as possible without. */
  perSecond?: number | undefined;
}

export interface WriteResult {
  commits: number;
  startedAt: number;
  /** By stamp: when the answer to COMMIT came, in microseconds of the shared clock. */
  committedAt: Float64Array;
}

const event = (stamp: number, stream: StreamId): AnyNewEvent =>
  newEvent({
    type: SAMPLE_TYPE,
    subject: SAMPLE_SUBJECT,
    data: sampleData(stamp),
    streams: [stream],
  });

/** Commands reduced to what all have in common: a transaction that appends an event. */
export class BenchWriters {
  private readonly transactions: Transactions;
  private readonly outbox: Outbox;

  constructor({ app }: CapturedServer) {
    this.transactions = app.get(Transactions, { strict: false });
    this.outbox = app.get(Outbox, { strict: false });
  }

  /** An event to one stream in each transaction. */
  async write(streams: StreamId[], writing: WriteLoad): Promise<WriteResult> {
    const startedAt = clockMicros();
    const end = startedAt + writing.seconds * 1e6;
    const committed: number[] = [];
    let stamps = 0;
    const pause = writing.perSecond ? (1e6 * writing.writers) / writing.perSecond : 0;
    const write = async (writer: number): Promise<void> => {
      // Not all at the same moment.
      let due = startedAt + (pause * writer) / writing.writers;
      while (clockMicros() < end) {
        const early = due - clockMicros();
        if (early > 0) await delay(early / 1000);
        const stamp = stamps++;
        committed[stamp] = await this.commit(stamp, streams);
        due += pause;
      }
    };
    await Promise.all(Array.from({ length: writing.writers }, (_, writer) => write(writer)));
    return { commits: stamps, startedAt, committedAt: Float64Array.from(committed) };
  }

  /** So many events for each stream, many in a transaction. */
  async fill(streams: StreamId[], eventsEach: number): Promise<void> {
    const STREAMS_AT_ONCE = 10;
    const left = streams.keys();
    const fillNext = async (): Promise<void> => {
      for (const index of left) {
        if (index % STREAMS_AT_ONCE !== 0) continue;
        const some = streams.slice(index, index + STREAMS_AT_ONCE);
        const events = some.flatMap((stream) =>
          Array.from({ length: eventsEach }, (_, number) => event(number, stream)),
        );
        await this.transactions.run((tx) => this.outbox.append(tx, events, new Date()));
      }
    };
    await Promise.all(Array.from({ length: 4 }, fillNext));
  }

  private async commit(stamp: number, streams: StreamId[]): Promise<number> {
    const stream = streams[Math.floor(Math.random() * streams.length)] as StreamId;
    let committedAt = 0;
    await this.transactions.run(async (tx) => {
      await this.outbox.append(tx, [event(stamp, stream)], new Date());
      tx.afterCommit(() => (committedAt = clockMicros()));
    });
    return committedAt;
  }
}

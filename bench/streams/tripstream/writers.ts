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
  /** The rate of all writers together; without it they write as fast as possible. */
  perSecond?: number | undefined;
}

export interface WriteResult {
  commits: number;
  startedAt: number;
  /** By stamp, the time of the answer to COMMIT, in microseconds of the shared clock. */
  committedAt: Float64Array;
}

const STREAMS_PER_TRANSACTION = 10;
const FILL_CONCURRENCY = 4;

const createEvent = (stamp: number, stream: StreamId): AnyNewEvent =>
  newEvent({
    type: SAMPLE_TYPE,
    subject: SAMPLE_SUBJECT,
    data: sampleData(stamp),
    streams: [stream],
  });

/** Writers that do what all commands have in common: append an event in a transaction. */
export class BenchWriters {
  private readonly transactions: Transactions;
  private readonly outbox: Outbox;

  constructor({ app }: CapturedServer) {
    this.transactions = app.get(Transactions, { strict: false });
    this.outbox = app.get(Outbox, { strict: false });
  }

  /** Appends one event to one stream in each transaction. */
  async write(streams: StreamId[], writing: WriteLoad): Promise<WriteResult> {
    const startedAt = clockMicros();
    const end = startedAt + writing.seconds * 1e6;
    const committed: number[] = [];
    let stamps = 0;
    const pause = writing.perSecond ? (1e6 * writing.writers) / writing.perSecond : 0;
    const write = async (writer: number): Promise<void> => {
      // The writers are staggered, so that they do not write at the same moment.
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

  /** Appends `eventsEach` events to each stream, with many events in a transaction. */
  async fill(streams: StreamId[], eventsEach: number): Promise<void> {
    const indexes = streams.keys();
    const fillNext = async (): Promise<void> => {
      for (const index of indexes) {
        if (index % STREAMS_PER_TRANSACTION !== 0) continue;
        const batch = streams.slice(index, index + STREAMS_PER_TRANSACTION);
        const events = batch.flatMap((stream) =>
          Array.from({ length: eventsEach }, (_, number) => createEvent(number, stream)),
        );
        await this.transactions.run((tx) => {
          this.outbox.append(tx, events, new Date());
        });
      }
    };
    await Promise.all(Array.from({ length: FILL_CONCURRENCY }, fillNext));
  }

  private async commit(stamp: number, streams: StreamId[]): Promise<number> {
    const stream = streams[Math.floor(Math.random() * streams.length)] as StreamId;
    let committedAt = 0;
    await this.transactions.run((tx) => {
      this.outbox.append(tx, [createEvent(stamp, stream)], new Date());
      tx.afterCommit(() => (committedAt = clockMicros()));
    });
    return committedAt;
  }
}

import type { INestApplicationContext } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { performance } from 'node:perf_hooks';
import { streamId, type StreamId } from '#contracts';
import { Transactions } from '#database';
import { HistoryPartitions, newEvent, Outbox, StreamHistory } from '#outbox';
import { startOutbox } from '../streams/process/outbox-context.js';
import { EVENTS_PER_STREAM, PADDING, RETENTION_SECONDS } from './history-shape.js';

/** How far behind the head a client resumes: it missed a few minutes. */
const MISSED = 20;
/** How far behind the head a client resumes that was away for days. */
const MISSED_DAYS = Math.floor(EVENTS_PER_STREAM * 0.6);
const PAGE = 100;
/** The server itself must not drop the day whose drop is measured. */
const NO_ROUND_SECONDS = '2000000';

/** The times of one operation each, in milliseconds. */
export interface Sample {
  append: number;
  /** From the answer to COMMIT to the emission by the tail. */
  tail: number;
  resume: number;
  resumeOfDays: number;
}

/** The outbox of one server on one history, wired as by `apps/api`. */
export class HistoryProcess {
  private constructor(
    private readonly app: INestApplicationContext,
    private readonly drivers: number,
  ) {}

  /** @param drivers the number of drivers whose streams the history has */
  static async start(url: string, drivers: number): Promise<HistoryProcess> {
    const variables = { HISTORY_TRIM_SECONDS: NO_ROUND_SECONDS };
    const app = await startOutbox({ url, poolSize: 4, variables });
    return new HistoryProcess(app, drivers);
  }

  /** Does each operation once, on the streams of random drivers. */
  async measure(): Promise<Sample> {
    const emitted = this.waitForEvent();
    const begin = performance.now();
    await this.append(this.pickStream());
    const committed = performance.now();
    const emittedAt = await emitted;
    return {
      append: committed - begin,
      tail: Math.max(0, emittedAt - committed),
      resume: await this.readPage(MISSED),
      resumeOfDays: await this.readPage(MISSED_DAYS),
    };
  }

  /** Drops the day that is older than the retention. @returns its events, and milliseconds */
  async trimDay(): Promise<{ events: number; milliseconds: number }> {
    const begin = performance.now();
    const day = await this.app.get(HistoryPartitions).dropOldest(RETENTION_SECONDS);
    const milliseconds = performance.now() - begin;
    if (!day) throw new Error('No day is older than the retention.');
    return { events: day.events, milliseconds };
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  private append(stream: StreamId): Promise<void> {
    const event = newEvent({
      type: 'driver.online',
      subject: stream,
      data: { reason: 'by_driver', padding: 'x'.repeat(PADDING) } as { reason: 'by_driver' },
      streams: [stream],
    });
    return this.app
      .get(Transactions)
      .run(async (tx) => this.app.get(Outbox).append(tx, [event], await tx.now()));
  }

  private waitForEvent(): Promise<number> {
    return new Promise((resolve) => {
      this.app.get(EventEmitter2).once('driver.online', () => {
        resolve(performance.now());
      });
    });
  }

  private async readPage(missed: number): Promise<number> {
    const stream = this.pickStream();
    const begin = performance.now();
    const { head, events } = await this.app
      .get(StreamHistory)
      .readPage(stream, EVENTS_PER_STREAM - missed, PAGE);
    const milliseconds = performance.now() - begin;
    const expected = Math.min(PAGE, head - EVENTS_PER_STREAM + missed);
    if (events.length !== expected) throw new Error(`${events.length} events, not ${expected}.`);
    return milliseconds;
  }

  private pickStream(): StreamId {
    return streamId('driver', String(Math.floor(Math.random() * this.drivers)));
  }
}

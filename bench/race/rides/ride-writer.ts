import type { INestApplicationContext } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { streamId, type StreamId } from '#contracts';
import { Transactions } from '#database';
import { newEvent, Outbox } from '#outbox';
import { clockMicros } from '../../streams/clock.js';
import { startOutbox } from '../../streams/process/outbox-context.js';
import type { PlannedEvent } from './ride-plan.js';

/** Transactions at the same time: more than the planned events of one moment. */
const POOL_SIZE = 8;

/** By event id, the time of the answer to COMMIT, in microseconds of the shared clock. */
export type Commits = Map<string, number>;

/** Commits the events of rides through the outbox, as the server does for a command. */
export class RideWriter {
  private constructor(private readonly app: INestApplicationContext) {}

  static async start(url: string): Promise<RideWriter> {
    return new RideWriter(await startOutbox({ url, poolSize: POOL_SIZE }));
  }

  /**
   * Commits each event when it is due. The events of a rider are committed in their order.
   *
   * @param riders the ids of the riders, by their number
   */
  async play(
    plan: readonly PlannedEvent[],
    riders: readonly string[],
    signal: AbortSignal,
  ): Promise<Commits> {
    const commits: Commits = new Map();
    const began = performance.now();
    const last = new Map<number, Promise<void>>();
    for (const event of plan) {
      const early = event.dueMs - (performance.now() - began);
      if (early > 0) await delay(early, undefined, { signal });
      const stream = streamId('rider', riders[event.rider] ?? '');
      const before = last.get(event.rider) ?? Promise.resolve();
      const committed = before.then(() => this.commit(event, stream, commits));
      // The caller gets the error at the end; until then it has no handler.
      committed.catch(() => undefined);
      last.set(event.rider, committed);
    }
    await Promise.all(last.values());
    return commits;
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  private async commit(
    { type, data }: PlannedEvent,
    stream: StreamId,
    commits: Commits,
  ): Promise<void> {
    const id = uuidv7();
    const event = newEvent({ id, type, subject: `trip/${data.trip.id}`, data, streams: [stream] });
    const outbox = this.app.get(Outbox);
    await this.app.get(Transactions).run(async (tx) => outbox.append(tx, [event], await tx.now()));
    commits.set(id, clockMicros());
  }
}

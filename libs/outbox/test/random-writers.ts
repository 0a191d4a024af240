import { setTimeout as pause } from 'node:timers/promises';
import type { StreamId } from '#contracts';
import type { OutboxApp } from './outbox-app.js';
import { createSampleEvent, createSampleStream } from './sample-event.js';

class DeliberateRollback extends Error {}

/** Counts the transactions that committed and those that were rolled back. */
export interface WritersReport {
  commits: number;
  rollbacks: number;
}

/**
 * Runs writers that commit out of order. Each has a connection, writes to a stream of its own and
 * to shared ones, waits at random before the append and before the commit, and sometimes rolls
 * back.
 *
 * @param options `milliseconds` is how long the writers run
 */
export async function writeAtRandom(
  app: Pick<OutboxApp, 'outbox' | 'transactions'>,
  options: { writers: number; milliseconds: number },
): Promise<WritersReport> {
  const deadline = performance.now() + options.milliseconds;
  const report: WritersReport = { commits: 0, rollbacks: 0 };
  const write = async (writer: number) => {
    while (performance.now() < deadline) {
      const committed = await transact(app, writer);
      report[committed ? 'commits' : 'rollbacks']++;
    }
  };
  await Promise.all(Array.from({ length: options.writers }, (_, writer) => write(writer)));
  return report;
}

async function transact(
  { outbox, transactions }: Pick<OutboxApp, 'outbox' | 'transactions'>,
  writer: number,
): Promise<boolean> {
  try {
    await transactions.run(async (tx) => {
      // The transaction id is taken long before the append, so it is not in commit order.
      await tx.query('SELECT pg_current_xact_id()');
      await pause(Math.random() ** 3 * 30);
      const events = Array.from({ length: 1 + pickBelow(3) }, () =>
        createSampleEvent(...pickStreams(writer)),
      );
      outbox.append(tx, events, await tx.now());
      await tx.sendLastStatements();
      await pause(Math.random() ** 3 * 30);
      if (Math.random() < 0.1) throw new DeliberateRollback();
    });
    return true;
  } catch (error) {
    if (error instanceof DeliberateRollback) return false;
    throw error;
  }
}

/** Picks the writer's own stream, one of four shared streams, or both. */
function pickStreams(writer: number): StreamId[] {
  const own = createSampleStream(`own-${writer}`);
  const shared = createSampleStream(`shared-${pickBelow(4)}`);
  return [[own], [shared], [own, shared]][pickBelow(3)]!;
}

const pickBelow = (limit: number): number => Math.floor(Math.random() * limit);

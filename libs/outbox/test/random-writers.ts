import { setTimeout as pause } from 'node:timers/promises';
import type { StreamId } from '#contracts';
import type { OutboxApp } from './outbox-app.js';
import { sampleEvent, sampleStream } from './sample-event.js';

class ChangedMind extends Error {}

/** How many transactions committed, and how many were rolled back. */
export interface WritersReport {
  commits: number;
  rollbacks: number;
}

/**
 * Writers that commit out of order: each has a connection, writes to streams of its own
 * and to shared ones, dawdles before the append and before the commit, and sometimes
 * rolls back.
 *
 * @param options `milliseconds`: how long they go on
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
      // An id is taken long before the append: neither ids nor xids are in commit order.
      await tx.query('SELECT pg_current_xact_id()');
      await pause(Math.random() ** 3 * 30);
      const events = Array.from({ length: 1 + below(3) }, () => sampleEvent(...streamsFor(writer)));
      await outbox.append(tx, events, await tx.now());
      await pause(Math.random() ** 3 * 30);
      if (Math.random() < 0.1) throw new ChangedMind();
    });
    return true;
  } catch (error) {
    if (error instanceof ChangedMind) return false;
    throw error;
  }
}

/** Its own, shared by all, or both; four are shared. */
function streamsFor(writer: number): StreamId[] {
  const own = sampleStream(`own-${writer}`);
  const shared = sampleStream(`shared-${below(4)}`);
  return [[own], [shared], [own, shared]][below(3)]!;
}

const below = (limit: number): number => Math.floor(Math.random() * limit);

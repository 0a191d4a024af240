import { setTimeout as delay } from 'node:timers/promises';
import { BusError, type Bus } from '../bus.js';

/** Milliseconds after which a question is sent a second time. */
const HEDGE_MS = 250;
/** Milliseconds after which it is sent once more, when no other sign says that it was lost. */
const LATE_MS = 1_000;
/** Milliseconds for all attempts together, so there are twelve of them at most. */
const PATIENCE_MS = 3_000;
/** An attempt that fails at once found no process that answers. */
const MAX_FAILURES = 3;
const RETRY_DELAY_MS = 100;

export interface HedgedAskerOptions {
  subject: string;
  /** Whether an answer costs so little that a question may be sent twice early. */
  isCheap: boolean;
}

/**
 * Asks on one subject until the first answer. NATS may give a question to a process that is stuck,
 * or to one behind a node that hangs, and doesn't tell. So a question without an answer is sent again
 * while the attempts before stay open. A cheap one is repeated after a quarter of a second (hedged
 * requests: Dean and Barroso, The Tail at Scale, CACM 56(2), 2013), and then each quarter of a second
 * if a question that was sent later has an answer already: then the processes are not busy, and this
 * one was lost (as the fast retransmit of TCP has it, RFC 5681, section 3.2). Any other question is
 * sent once a second, because processes with too much work would get more of it.
 */
export class HedgedAsker {
  /** When the latest question was sent that has an answer; monotonic clock. */
  private answeredUpTo = -Infinity;

  constructor(
    private readonly bus: Bus,
    private readonly options: HedgedAskerOptions,
  ) {}

  /** @throws BusError without an answer in three seconds, or when no process listens */
  async ask(data: Uint8Array): Promise<Uint8Array> {
    const deadline = performance.now() + PATIENCE_MS;
    const attempts: Promise<Uint8Array>[] = [];
    const { subject, isCheap } = this.options;
    let patience = isCheap ? HEDGE_MS : LATE_MS;
    let failures = 0;
    for (; performance.now() < deadline; patience = LATE_MS) {
      const sentAt = performance.now();
      attempts.push(this.send(data, deadline - sentAt));
      const outcome = await this.waitForFirst(attempts, Math.min(sentAt + patience, deadline));
      if (outcome instanceof Uint8Array) return outcome;
      if (outcome === 'late') continue;
      if (++failures === MAX_FAILURES) break;
      attempts.length = 0;
      await delay(RETRY_DELAY_MS);
    }
    throw new BusError(`No process answers ${subject}.`);
  }

  private async send(data: Uint8Array, patienceMs: number): Promise<Uint8Array> {
    const sentAt = performance.now();
    const answer = await this.bus.ask(this.options.subject, data, patienceMs);
    this.answeredUpTo = Math.max(this.answeredUpTo, sentAt);
    return answer;
  }

  /**
   * @param until the end of the wait, unless a question that was sent later is answered before
   * @returns the first answer; `failed` when all attempts have failed
   * @throws an error that is not of the bus
   */
  private async waitForFirst(
    attempts: readonly Promise<Uint8Array>[],
    until: number,
  ): Promise<Uint8Array | 'late' | 'failed'> {
    const begin = performance.now();
    const first = Promise.any(attempts).catch((error: unknown) => {
      const { errors } = error as AggregateError;
      const fault = errors.find((cause) => !(cause instanceof BusError)) as Error | undefined;
      if (fault) throw fault;
      return 'failed' as const;
    });
    for (;;) {
      const rest = Math.max(0, until - performance.now());
      const outcome = await within(first, Math.min(HEDGE_MS, rest));
      if (outcome) return outcome;
      const isOvertaken = this.options.isCheap && this.answeredUpTo > begin;
      if (performance.now() >= until || isOvertaken) return 'late';
    }
  }
}

/** @returns undefined when the result isn't there after so many milliseconds */
async function within<T>(result: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const waiting = new AbortController();
  const late = delay(milliseconds, undefined, { signal: waiting.signal }).catch(() => undefined);
  try {
    return await Promise.race([result, late]);
  } finally {
    waiting.abort();
    // A result that fails later is not awaited.
    result.catch(() => undefined);
  }
}

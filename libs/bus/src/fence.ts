import { setTimeout as delay } from 'node:timers/promises';
import { Bus, BusError } from './bus.js';
import { BusSubjects } from './bus-subjects.js';

/** Milliseconds. Streams that open within this time share one fence (ADR 0013). */
const GATHERING_MS = 15;
/** Milliseconds. Another relay takes over within this time when one has died. */
const LIMIT_MS = 2_000;
const ATTEMPT_MS = 500;
const RETRY_DELAY_MS = 50;

/**
 * Makes sure that the relay's node knows of a subscription. A `flush` proves that the node of this
 * process knows; another node learns of it a moment later, and drops what is published there until
 * then. The relay answers the fence's question, and a node handles what comes from another node in
 * order: when the answer is here, the subscription was there before. What the relay publishes
 * afterwards arrives, and what it has published before can be read from the history.
 */
export class Fence {
  private gathering: Promise<void> | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly subjects: BusSubjects,
  ) {}

  /**
   * Resolves when all subscriptions made so far get what the relay publishes.
   *
   * @throws BusError when no relay answers within two seconds
   */
  pass(): Promise<void> {
    this.gathering ??= this.gatherAndPass();
    return this.gathering;
  }

  private async gatherAndPass(): Promise<void> {
    await delay(GATHERING_MS);
    // A subscription that is made from here on needs a fence of its own.
    this.gathering = undefined;
    const deadline = performance.now() + LIMIT_MS;
    for (;;) {
      try {
        await this.bus.flush();
        await this.bus.ask(this.subjects.fence, undefined, ATTEMPT_MS);
        return;
      } catch (error) {
        if (!(error instanceof BusError) || performance.now() > deadline) throw error;
        await delay(RETRY_DELAY_MS);
      }
    }
  }
}

import type { QueuedDelivery } from './leased-endpoint.js';

/** The events of one subject that wait, in order. Only the first may be delivered. */
interface Lane {
  deliveries: QueuedDelivery[];
  /** Whether the first one is being delivered. */
  isBusy: boolean;
  /** No attempt begins before; milliseconds, monotonic clock. */
  dueAt: number;
}

/** What to do next: deliver an event, or wait for `ms` (Infinity: for an event or a result). */
export type NextStep = { delivery: QueuedDelivery } | { waitMs: number };

/**
 * The window of one endpoint in memory. Events of one subject, such as a trip, follow each other:
 * while one waits for its next attempt, those behind it wait too, and other subjects go on.
 */
export class LaneQueue {
  private readonly lanes = new Map<string, Lane>();
  private count = 0;

  /** The number of events that are not delivered yet. */
  get size(): number {
    return this.count;
  }

  /** When the oldest event that is not delivered happened; null if there is none. */
  get oldestAt(): Date | null {
    let oldest: Date | null = null;
    for (const { deliveries } of this.lanes.values()) {
      const at = deliveries[0]?.eventAt;
      if (at && (!oldest || at < oldest)) oldest = at;
    }
    return oldest;
  }

  /** @param dueAt no attempt begins before, if the event is the first of its subject */
  push(delivery: QueuedDelivery, dueAt = -Infinity): void {
    const lane = this.lanes.get(delivery.subject);
    if (lane) lane.deliveries.push(delivery);
    else this.lanes.set(delivery.subject, { deliveries: [delivery], isBusy: false, dueAt });
    this.count++;
  }

  /** Returns the next event that may be delivered at `now` and marks its subject as busy. */
  next(now: number): NextStep {
    let waitMs = Infinity;
    for (const lane of this.lanes.values()) {
      const [delivery] = lane.deliveries;
      if (lane.isBusy || !delivery) continue;
      if (lane.dueAt <= now) {
        lane.isBusy = true;
        return { delivery };
      }
      waitMs = Math.min(waitMs, lane.dueAt - now);
    }
    return { waitMs };
  }

  /** Removes a delivery that is over, and lets the next one of its subject follow. */
  complete({ subject }: QueuedDelivery): void {
    const lane = this.lanes.get(subject);
    if (!lane) return;
    lane.deliveries.shift();
    this.count--;
    lane.isBusy = false;
    lane.dueAt = -Infinity;
    if (lane.deliveries.length === 0) this.lanes.delete(subject);
  }

  /** Keeps a delivery that failed, for another attempt at `dueAt`. */
  retry({ subject }: QueuedDelivery, tries: number, dueAt: number): void {
    const lane = this.lanes.get(subject);
    const [first] = lane?.deliveries ?? [];
    if (!lane || !first) return;
    first.tries = tries;
    lane.isBusy = false;
    lane.dueAt = dueAt;
  }
}

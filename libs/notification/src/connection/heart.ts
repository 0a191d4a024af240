import type { StreamConnection } from './stream-connection.js';

/** Milliseconds between two turns of the wheel. */
const TURN_MS = 100;

/**
 * Beats for all connections, a few at a time: ten thousand comments at once would hold up
 * everybody's events for as long as it takes to write them. Each connection keeps to its
 * own slot, so that it hears one comment in every period.
 */
export class Heart {
  private readonly slots: Set<StreamConnection>[];
  private readonly timer: NodeJS.Timeout;
  private turn = 0;

  /** @param onBeat called with the connections whose turn it is, when there are some */
  constructor(periodMs: number, onBeat: (connections: ReadonlySet<StreamConnection>) => void) {
    const turns = Math.max(1, Math.round(periodMs / TURN_MS));
    this.slots = Array.from({ length: turns }, () => new Set());
    this.timer = setInterval(() => {
      const slot = this.slots[this.turn++ % turns];
      if (slot && slot.size > 0) onBeat(slot);
    }, periodMs / turns);
  }

  /** Beats for it from now on, until it leaves. */
  join(connection: StreamConnection): void {
    this.slotOf(connection)?.add(connection);
  }

  leave(connection: StreamConnection): void {
    this.slotOf(connection)?.delete(connection);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private slotOf({ ordinal }: StreamConnection): Set<StreamConnection> | undefined {
    return this.slots[ordinal % this.slots.length];
  }
}

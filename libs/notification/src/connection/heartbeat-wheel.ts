import type { StreamConnection } from './stream-connection.js';

/** Milliseconds between two turns of the wheel. */
const TICK_MS = 10;

/**
 * Beats for all connections, a few at a time: ten thousand comments at once would hold up
 * everybody's events for as long as it takes to write them. Each connection keeps to its
 * own slot, so that it hears one comment in every period.
 */
export class HeartbeatWheel {
  private readonly slots: Set<StreamConnection>[];
  private readonly timer: NodeJS.Timeout;
  private readonly startedAt = performance.now();
  /** Turns made since the beginning. */
  private ticks = 0;

  /** @param sendHeartbeats called with the connections whose turn it is, when there are some */
  constructor(
    periodMs: number,
    private readonly sendHeartbeats: (connections: ReadonlySet<StreamConnection>) => void,
  ) {
    const slots = Math.max(1, Math.round(periodMs / TICK_MS));
    this.slots = Array.from({ length: slots }, () => new Set());
    const turnMs = periodMs / slots;
    this.timer = setInterval(() => {
      this.advanceTo(Math.floor((performance.now() - this.startedAt) / turnMs));
    }, turnMs);
  }

  /** Beats for it from now on, until it leaves. */
  join(connection: StreamConnection): void {
    this.findSlot(connection)?.add(connection);
  }

  leave(connection: StreamConnection): void {
    this.findSlot(connection)?.delete(connection);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** By the clock and not by the timer, which is late each time; after a stall no slot twice. */
  private advanceTo(due: number): void {
    this.ticks = Math.max(this.ticks, due - this.slots.length);
    for (; this.ticks < due; this.ticks++) {
      const slot = this.slots[this.ticks % this.slots.length];
      if (slot && slot.size > 0) this.sendHeartbeats(slot);
    }
  }

  private findSlot({ ordinal }: StreamConnection): Set<StreamConnection> | undefined {
    return this.slots[ordinal % this.slots.length];
  }
}

import type { StreamConnection } from './stream-connection.js';

/** Milliseconds between two ticks of the wheel. */
const TICK_MS = 10;

/**
 * Schedules the heartbeats of all connections, a few at each tick. Ten thousand heartbeats at once
 * would delay every event for as long as it takes to write them. Each connection stays in its own
 * slot, so that its client gets one heartbeat in every period.
 */
export class HeartbeatWheel {
  private readonly slots: Set<StreamConnection>[];
  private readonly timer: NodeJS.Timeout;
  private readonly startedAt = performance.now();
  /** Number of ticks that were carried out since the start. */
  private ticks = 0;

  /** @param sendHeartbeats called with the connections of the current slot, if it has any */
  constructor(
    periodMs: number,
    private readonly sendHeartbeats: (connections: ReadonlySet<StreamConnection>) => void,
  ) {
    const slotCount = Math.max(1, Math.round(periodMs / TICK_MS));
    this.slots = Array.from({ length: slotCount }, () => new Set());
    const tickMs = periodMs / slotCount;
    this.timer = setInterval(() => {
      this.advanceTo(Math.floor((performance.now() - this.startedAt) / tickMs));
    }, tickMs);
  }

  /** Schedules heartbeats for the connection until it leaves. */
  join(connection: StreamConnection): void {
    this.findSlot(connection)?.add(connection);
  }

  leave(connection: StreamConnection): void {
    this.findSlot(connection)?.delete(connection);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * Carries out the ticks that are due by the clock, because a timer fires late each time. After a
   * stall longer than a period each slot is served once, and the older ticks are dropped.
   */
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

import type { StreamConnection } from './stream-connection.js';

/** Milliseconds of a slot of the wheel. */
const TICK_MS = 10;
/** Up to this number of connections several slots share a wake-up of the process. */
const FEW_CONNECTIONS = 1_000;
const SLOTS_PER_WAKE_UP = 4;

/**
 * Schedules the heartbeats of all connections, a few at each tick. Ten thousand heartbeats at once
 * would delay every event for as long as it takes to write them. Each connection stays in its own
 * slot, so that its client gets one heartbeat in every period.
 */
export class HeartbeatWheel {
  private readonly slots: Set<StreamConnection>[];
  private readonly tickMs: number;
  private timer: NodeJS.Timeout;
  private connections = 0;
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
    this.tickMs = periodMs / slotCount;
    this.timer = this.schedule();
  }

  /** Schedules heartbeats for the connection until it leaves. */
  join(connection: StreamConnection): void {
    this.findSlot(connection)?.add(connection);
    this.connections += 1;
  }

  leave(connection: StreamConnection): void {
    if (this.findSlot(connection)?.delete(connection)) this.connections -= 1;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private schedule(): NodeJS.Timeout {
    const slots = this.connections > FEW_CONNECTIONS ? 1 : SLOTS_PER_WAKE_UP;
    return setTimeout(
      () => {
        this.timer = this.schedule();
        this.advanceTo(Math.floor((performance.now() - this.startedAt) / this.tickMs));
      },
      Math.min(slots, this.slots.length) * this.tickMs,
    );
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

/** The engine must send a query well before `idle_session_timeout` ends its session. */
const MAX_SLEEP_MS = 1000;
/** The pause before a retry when another transaction holds the lock of an overdue trip. */
const OVERDUE_RETRY_MS = 50;

/**
 * Decides when the engine runs its next matching window. Gathered events (a request, a driver
 * who goes online) open a window; urgent events (a decline, a cancel) end it at once. Times
 * are milliseconds of this process's monotonic clock. They decide when the engine wakes;
 * what is due is decided by the database's clock.
 */
export class EngineClock {
  private nextMatchAt = 0;

  constructor(private readonly windowMs: number) {}

  /** Opens a window that gathers further events, unless one is open already. */
  openWindow(now: number): void {
    this.nextMatchAt = Math.min(this.nextMatchAt, now + this.windowMs);
  }

  /** Ends the open window now, for a trip or a driver that has waited before. */
  expedite(now: number): void {
    this.nextMatchAt = Math.min(this.nextMatchAt, now);
  }

  isMatchDue(now: number): boolean {
    return now >= this.nextMatchAt;
  }

  /**
   * Schedules the window after this one. While trips wait it follows directly, because drivers
   * move without an event that wakes the engine.
   */
  scheduleNext(now: number, tripsWaiting: number): void {
    const pause = tripsWaiting > 0 ? Math.max(this.windowMs, 1) : this.idlePause;
    this.nextMatchAt = now + pause;
  }

  /**
   * The idle pause is at least a window long. A shorter one would cut short a window that a request
   * opens meanwhile.
   */
  private get idlePause(): number {
    return Math.max(this.windowMs, MAX_SLEEP_MS);
  }

  /**
   * @param dueMs milliseconds until the next offer, search or suggestion is due; null when none is
   *   open
   * @returns milliseconds, at most a second
   */
  computeSleepMs(now: number, dueMs: number | null): number {
    const due = dueMs !== null && dueMs <= 0 ? OVERDUE_RETRY_MS : dueMs;
    const wait = Math.min(this.nextMatchAt - now, due ?? MAX_SLEEP_MS, MAX_SLEEP_MS);
    return Math.max(0, Math.ceil(wait));
  }
}

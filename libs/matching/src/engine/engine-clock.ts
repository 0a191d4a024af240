/** Milliseconds: the session must say something well before Postgres takes it for dead. */
const MAX_SLEEP_MS = 1000;
/** What is still overdue after a look was locked by somebody: again soon, not at once. */
const OVERDUE_RETRY_MS = 50;

/**
 * When the engine looks next. Requests are gathered for a window; everything else (a
 * decline, a cancel, a driver coming online) is looked at at once. Times are this
 * process's monotonic clock and decide only when to look, never what is due.
 */
export class EngineClock {
  private nextMatchAt = 0;

  constructor(private readonly windowMs: number) {}

  /** A request came in: the window that gathers it and others ends then. */
  openWindow(now: number): void {
    this.nextMatchAt = Math.min(this.nextMatchAt, now + this.windowMs);
  }

  /** Something freed a driver or a trip. */
  expedite(now: number): void {
    this.nextMatchAt = Math.min(this.nextMatchAt, now);
  }

  isMatchDue(now: number): boolean {
    return now >= this.nextMatchAt;
  }

  /** After a window: again in the next one while trips wait, since drivers move silently. */
  scheduleNext(now: number, tripsWaiting: number): void {
    const pause = tripsWaiting > 0 ? Math.max(this.windowMs, 1) : this.idlePause;
    this.nextMatchAt = now + pause;
  }

  /** A look without an event must not cut a window short that a request will open. */
  private get idlePause(): number {
    return Math.max(this.windowMs, MAX_SLEEP_MS);
  }

  /** @param dueMs until the next offer or search is due, by the database's clock */
  computeSleepMs(now: number, dueMs: number | null): number {
    const due = dueMs !== null && dueMs <= 0 ? OVERDUE_RETRY_MS : dueMs;
    const wait = Math.min(this.nextMatchAt - now, due ?? MAX_SLEEP_MS, MAX_SLEEP_MS);
    return Math.max(0, Math.ceil(wait));
  }
}

/**
 * Detects silence. A half-open connection never fails by itself, so the client must notice that the
 * heartbeats have stopped. There is one timer, which is re-armed only when it fires, because every
 * chunk of every stream calls `reset`.
 */
export class Watchdog {
  private resetAt = performance.now();
  private timer: ReturnType<typeof setTimeout>;

  constructor(
    private silenceMs: number,
    private readonly onSilence: () => void,
  ) {
    this.timer = this.arm(silenceMs);
  }

  /** Sets the limit of silence, once the server has sent its heartbeat interval. */
  setLimit(silenceMs: number): void {
    this.silenceMs = silenceMs;
  }

  reset(): void {
    this.resetAt = performance.now();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Checks the silence now instead of when the timer fires. */
  check(): void {
    clearTimeout(this.timer);
    const left = this.silenceMs - (performance.now() - this.resetAt);
    if (left <= 0) this.onSilence();
    else this.timer = this.arm(left);
  }

  private arm(milliseconds: number): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.check();
    }, milliseconds);
  }
}

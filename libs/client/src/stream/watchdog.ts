/**
 * Notices silence. A half-open connection never fails by itself: nobody but the reader
 * can tell that the heartbeats stopped. One timer, re-armed only when it fires, because
 * every chunk of every stream passes here.
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

  /** From now on so much silence is fine: the server has said how often it speaks. */
  setLimit(silenceMs: number): void {
    this.silenceMs = silenceMs;
  }

  reset(): void {
    this.resetAt = performance.now();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Looks now, instead of when its timer gets its turn. */
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

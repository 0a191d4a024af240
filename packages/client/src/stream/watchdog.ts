import { Stopwatch } from '../http/stopwatch.js';
import { startTimer } from '../http/timer.js';

/**
 * Detects silence. A half-open connection never fails by itself, so the client must notice that the
 * heartbeats have stopped. There is one timer, which is re-armed only when it fires, because every
 * chunk of every stream calls `reset`.
 */
export class Watchdog {
  readonly #sinceReset = new Stopwatch();
  #timer: ReturnType<typeof setTimeout>;

  constructor(
    private silenceMs: number,
    private readonly onSilence: () => void,
  ) {
    this.#timer = this.#arm(silenceMs);
  }

  /** Sets the limit of silence, once the server has sent its heartbeat interval. */
  setLimit(silenceMs: number): void {
    this.silenceMs = silenceMs;
  }

  reset(): void {
    this.#sinceReset.restart();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Checks the silence now instead of when the timer fires. @returns whether it is too long */
  check(): boolean {
    clearTimeout(this.#timer);
    const left = this.silenceMs - this.#sinceReset.elapsedMs;
    if (left <= 0) this.onSilence();
    else this.#timer = this.#arm(left);
    return left <= 0;
  }

  #arm(milliseconds: number): ReturnType<typeof setTimeout> {
    return startTimer(() => {
      this.check();
    }, milliseconds);
  }
}

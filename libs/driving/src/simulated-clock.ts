import { abortableDelay } from '#client';

/** A timer of Node takes at most 2^31 − 1 ms; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * The clock of the city: simulated seconds since midnight, `speed` times as fast as real time.
 * Only riders and drivers use it; the timers of the server are real.
 */
export class SimulatedClock {
  private startedAtMs = 0;
  private startSeconds = 0;
  private running = false;

  /** @param speed simulated seconds per real second, more than 0 */
  constructor(readonly speed: number) {}

  /**
   * @param atSeconds time of the clock after the lead, in simulated seconds since midnight
   * @param leadMs real milliseconds before that time, in which the first riders open the app
   */
  start(atSeconds: number, leadMs: number): void {
    this.startSeconds = atSeconds;
    this.startedAtMs = performance.now() + leadMs;
    this.running = true;
  }

  /** Simulated seconds since midnight; constant before the start. */
  get nowSeconds(): number {
    if (!this.running) return this.startSeconds;
    return this.startSeconds + ((performance.now() - this.startedAtMs) / 1000) * this.speed;
  }

  toWallMs(seconds: number): number {
    return Math.min((seconds * 1000) / this.speed, LONGEST_TIMER_MS);
  }

  /** Resolves early when the signal aborts; the caller then checks the signal. */
  delay(seconds: number, signal?: AbortSignal): Promise<void> {
    return abortableDelay(this.toWallMs(seconds), signal);
  }

  delayUntil(atSeconds: number, signal?: AbortSignal): Promise<void> {
    const left = atSeconds - this.nowSeconds;
    return left > 0 ? this.delay(left, signal) : Promise.resolve();
  }
}

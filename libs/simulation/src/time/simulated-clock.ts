import { abortableDelay } from '#client';

/** A timer of Node holds at most 2^31 − 1 ms; more would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * The city's time: simulated seconds since midnight, `speed` times as fast as the wall
 * clock. Only what people do goes by it; the server's timers stay real.
 */
export class SimulatedClock {
  private startedAtMs = 0;
  private startSeconds = 0;
  private running = false;

  /** @param speed simulated seconds in a real one, more than 0 */
  constructor(readonly speed: number) {}

  /**
   * @param atSeconds what the clock shows after the lead, simulated seconds since midnight
   * @param leadMs real time before that, in which the first riders get ready
   */
  start(atSeconds: number, leadMs: number): void {
    this.startSeconds = atSeconds;
    this.startedAtMs = performance.now() + leadMs;
    this.running = true;
  }

  /** Simulated seconds since midnight; stands still before the start. */
  get nowSeconds(): number {
    if (!this.running) return this.startSeconds;
    return this.startSeconds + ((performance.now() - this.startedAtMs) / 1000) * this.speed;
  }

  toWallMs(seconds: number): number {
    return Math.min((seconds * 1000) / this.speed, LONGEST_TIMER_MS);
  }

  /** Ends early when the signal aborts; look at the signal next. */
  delay(seconds: number, signal?: AbortSignal): Promise<void> {
    return abortableDelay(this.toWallMs(seconds), signal);
  }

  delayUntil(atSeconds: number, signal?: AbortSignal): Promise<void> {
    const left = atSeconds - this.nowSeconds;
    return left > 0 ? this.delay(left, signal) : Promise.resolve();
  }
}

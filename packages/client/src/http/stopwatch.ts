/**
 * Measures the time since its last restart, including the sleep of the device. On several systems
 * `performance.now()` stands still during sleep, and `Date.now()` may be set back, so the longer of the
 * two counts. A clock that is set forward causes one false reading until the next restart.
 */
export class Stopwatch {
  #steadyMs = 0;
  #wallMs = 0;

  constructor() {
    this.restart();
  }

  restart(): void {
    this.#steadyMs = performance.now();
    this.#wallMs = Date.now();
  }

  get elapsedMs(): number {
    const wallMs = Date.now();
    return Math.max(performance.now() - this.#steadyMs, wallMs - this.#wallMs);
  }
}

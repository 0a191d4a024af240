interface Timer {
  at: number;
  run: () => void;
}

const LONGEST_WAIT_MS = 60_000;

/**
 * The time of the fake server. It goes with the clock of this machine, and `advance` moves it on.
 * A manual clock moves only then.
 */
export class FakeClock {
  #movedMs = 0;
  #timers: Timer[] = [];
  #wakeUp: ReturnType<typeof setTimeout> | undefined;
  readonly #startedAt = Date.now();

  constructor(private readonly isManual: boolean) {}

  /** The time in milliseconds, as `Date.now()`. */
  now(): number {
    return (this.isManual ? this.#startedAt : Date.now()) + this.#movedMs;
  }

  iso(afterMs = 0): string {
    return new Date(this.now() + afterMs).toISOString();
  }

  /** @returns a function that cancels it */
  schedule(delayMs: number, run: () => void): () => void {
    const timer = { at: this.now() + delayMs, run };
    this.#timers.push(timer);
    this.#arm();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
      this.#arm();
    };
  }

  /** @returns a function that ends the repetition */
  every(ms: number, run: () => void): () => void {
    const repeat = (): void => {
      cancel = this.schedule(ms, repeat);
      run();
    };
    let cancel = this.schedule(ms, repeat);
    return () => {
      cancel();
    };
  }

  /** Runs all that is due meanwhile, in its order and each at its time. */
  advance(ms: number): void {
    const end = this.now() + ms;
    for (let next = this.#first(); next && next.at <= end; next = this.#first()) {
      this.#movedMs += Math.max(0, next.at - this.now());
      this.#run(next);
    }
    this.#movedMs += Math.max(0, end - this.now());
    this.#arm();
  }

  stop(): void {
    this.#timers = [];
    this.#arm();
  }

  #first(): Timer | undefined {
    return this.#timers.reduce<Timer | undefined>(
      (first, timer) => (first && first.at <= timer.at ? first : timer),
      undefined,
    );
  }

  #run(timer: Timer): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
    timer.run();
  }

  #runDue(): void {
    for (let due = this.#first(); due && due.at <= this.now(); due = this.#first()) this.#run(due);
    this.#arm();
  }

  /** One timer of the machine, for what is due next. It keeps no process alive. */
  #arm(): void {
    clearTimeout(this.#wakeUp);
    const next = this.#first();
    if (!next || this.isManual) return;
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(0, next.at - this.now()));
    // eslint-disable-next-line no-restricted-syntax -- The wait is bounded, and the timer is unref'd.
    this.#wakeUp = setTimeout(() => {
      this.#runDue();
    }, waitMs);
    // Browsers have numbers instead of timers with `unref`.
    (this.#wakeUp as { unref?: () => void }).unref?.();
  }
}

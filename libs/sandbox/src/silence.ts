/**
 * Whether a driver's phone is silent: it sends no request and reads no stream. One silence is
 * active at a time.
 */
export class Silence {
  private timer: NodeJS.Timeout | undefined;
  private active: { promise: Promise<void>; resolve: () => void } | undefined;

  /** @param onChange runs when a silence begins (true) and when it ends (false) */
  constructor(private readonly onChange: (isSilent: boolean) => void) {}

  get isActive(): boolean {
    return this.active !== undefined;
  }

  /** @param seconds how long the silence takes; null: until `end` */
  begin(seconds: number | null): void {
    clearTimeout(this.timer);
    if (seconds !== null) {
      this.timer = setTimeout(() => {
        this.end();
      }, seconds * 1000);
    }
    if (this.active) return;
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((done) => (resolve = done));
    this.active = { promise, resolve };
    this.onChange(true);
  }

  end(): void {
    clearTimeout(this.timer);
    const { active } = this;
    if (!active) return;
    this.active = undefined;
    this.onChange(false);
    active.resolve();
  }

  /** Resolves when there is no silence, also when it is ended because the driver leaves. */
  async over(): Promise<void> {
    while (this.active) await this.active.promise;
  }
}

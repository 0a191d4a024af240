/** Long enough that no pocket and no habit holds a button by chance. driver.css fills it as long. */
export const HOLD_MS = 1000;

interface HoldHandlers {
  onHolding: (isHolding: boolean) => void;
  onHeld: () => void;
}

/** The time for which a button has been held. */
export class HoldTimer {
  private running: ReturnType<typeof setTimeout> | undefined;
  private hasCompleted = false;

  constructor(private readonly handlers: HoldHandlers) {}

  /** Begins a hold, unless one is under way. */
  begin(): void {
    if (this.running !== undefined) return;
    this.hasCompleted = false;
    this.handlers.onHolding(true);
    this.running = setTimeout(() => {
      this.stop();
      this.hasCompleted = true;
      this.handlers.onHeld();
    }, HOLD_MS);
  }

  /** @returns whether a hold was under way, which was therefore too short */
  end(): boolean {
    if (this.running === undefined) return false;
    clearTimeout(this.running);
    this.stop();
    return true;
  }

  /**
   * Whether the last hold was completed. It says so once: after a full hold the browser still sends
   * the click of the released pointer, which must not count as a press.
   */
  takeCompleted(): boolean {
    const hasCompleted = this.hasCompleted;
    this.hasCompleted = false;
    return hasCompleted;
  }

  private stop(): void {
    this.running = undefined;
    this.handlers.onHolding(false);
  }
}

/**
 * A flag to sleep on. Raised while nobody sleeps, it makes the next sleep return at
 * once, so a wake-up between two looks is never lost.
 */
export class WakeUp {
  private raised = false;
  private resolve?: () => void;

  raise(): void {
    this.raised = true;
    this.resolve?.();
  }

  /** Until raised, or `milliseconds` at most. @returns whether it was raised */
  async sleep(milliseconds: number): Promise<boolean> {
    if (!this.raised) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.resolve = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
    }
    const raised = this.raised;
    this.raised = false;
    return raised;
  }
}

/**
 * A flag that ends a sleep. If it is raised while no task sleeps, the next sleep returns at once,
 * so a wake-up between two sleeps is never lost.
 */
export class WakeUp {
  private raised = false;
  private resolve?: () => void;

  /** Ends the current sleep, or the next one. */
  raise(): void {
    this.raised = true;
    this.resolve?.();
  }

  /** Sleeps until the flag is raised, or for `milliseconds`. @returns whether it was raised */
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

import { Logger } from '@nestjs/common';

/**
 * Runs an action at an interval, one run at a time: while a run takes longer than the interval,
 * the next ones are skipped. A failure is logged once until a run succeeds again.
 */
export class PeriodicTask {
  private readonly logger = new Logger('PeriodicTask');
  private timer?: NodeJS.Timeout;
  private running: Promise<void> | undefined;
  private failing = false;

  /** @param name what a run brings, for the log: the name of the published event, for example */
  constructor(
    private readonly name: string,
    private readonly action: () => Promise<void>,
  ) {}

  start(intervalMs: number): void {
    this.timer = setInterval(() => {
      this.running ??= this.runOnce();
    }, intervalMs);
  }

  /** Stops the task and resolves when a run under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async runOnce(): Promise<void> {
    try {
      await this.action();
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`No ${this.name} for now`, error);
      this.failing = true;
    } finally {
      this.running = undefined;
    }
  }
}

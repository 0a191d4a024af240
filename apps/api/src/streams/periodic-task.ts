import { Logger } from '@nestjs/common';

/**
 * Does something at an interval, and never twice at the same time: a round that takes
 * longer makes the next ones wait. Failures are logged once until it works again.
 */
export class PeriodicTask {
  private readonly logger = new Logger('Readings');
  private timer?: NodeJS.Timeout;
  private running: Promise<void> | undefined;
  private failing = false;

  /** @param name for the log */
  constructor(
    private readonly name: string,
    private readonly action: () => Promise<void>,
  ) {}

  start(intervalMs: number): void {
    this.timer = setInterval(() => {
      this.running ??= this.runOnce();
    }, intervalMs);
  }

  /** Resolves when the round under way is over. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async runOnce(): Promise<void> {
    try {
      await this.action();
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.logger.warn(`No ${this.name} for now: ${String(error)}`);
      this.failing = true;
    } finally {
      this.running = undefined;
    }
  }
}

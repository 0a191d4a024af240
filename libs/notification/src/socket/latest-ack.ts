/**
 * Carries out acknowledgements one after the other. While one is carried out, only the latest of the
 * further ones waits: it covers those before it.
 */
export class LatestAck {
  private waiting: string | undefined;
  private isBusy = false;

  /** @param acknowledge never rejects */
  constructor(private readonly acknowledge: (cursor: string) => Promise<void>) {}

  take(cursor: string): void {
    this.waiting = cursor;
    if (!this.isBusy) void this.run();
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    while (this.waiting !== undefined) {
      const cursor = this.waiting;
      this.waiting = undefined;
      await this.acknowledge(cursor);
    }
    this.isBusy = false;
  }
}

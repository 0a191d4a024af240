/**
 * When the events of a replay are due. All by one beginning, so that what the timers are
 * late by doesn't add up over a long trip.
 */
export class ReplayClock {
  private start?: { recorded: number; now: number };

  /** @param speed 10 is ten times as fast as it happened */
  constructor(private readonly speed: number) {}

  /**
   * The first event asked for is due at once and begins the replay; each other as long after
   * it as it was recorded, divided by the speed. One recorded before it is due at once too.
   *
   * @param recorded when it happened, in milliseconds since 1970
   * @param now the time, likewise
   * @returns milliseconds to wait, 0 or more
   */
  computeWait(recorded: number, now: number): number {
    this.start ??= { recorded, now };
    const due = this.start.now + (recorded - this.start.recorded) / this.speed;
    return Math.max(0, due - now);
  }
}

/**
 * Says when the events of a replay are due. Every due time counts from the start of the replay, so
 * that late timers do not add up over a long trip.
 */
export class ReplayClock {
  private start?: { recorded: number; now: number };

  /** @param speed 10 replays ten times as fast as the events were recorded */
  constructor(private readonly speed: number) {}

  /**
   * The first call starts the replay, and its event is due at once. Every other event is due as
   * long after the first as it was recorded, divided by the speed; one that was recorded earlier is
   * due at once.
   *
   * @param recorded when the event was recorded, in milliseconds since 1970
   * @param now the current time of a monotonic clock, in milliseconds: the time of day may be set
   *   back during a replay
   * @returns milliseconds to wait, 0 or more
   */
  computeWait(recorded: number, now: number): number {
    this.start ??= { recorded, now };
    const due = this.start.now + (recorded - this.start.recorded) / this.speed;
    return Math.max(0, due - now);
  }
}

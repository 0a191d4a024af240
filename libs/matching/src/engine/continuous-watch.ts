/**
 * After a longer time between two rounds, by the database's clock, absence counts anew: the server
 * was stopped, the database was away or its clock was set, and clients could not be heard.
 */
const MAX_PAUSE_MS = 10_000;

/** Knows since when the rounds of the active engine have followed each other without a pause. */
export class ContinuousWatch {
  private since: Date | null = null;
  /** The database's time of the last round. */
  private lastRoundAt: Date | null = null;

  /**
   * Notes a round.
   *
   * @param at the database's time
   * @param activeSince the time since which the session of the engine has been active
   * @returns the time from which absence counts
   */
  note(at: Date, activeSince: Date | null): Date {
    const pauseMs = this.lastRoundAt ? at.getTime() - this.lastRoundAt.getTime() : Infinity;
    const isContinuous = pauseMs >= 0 && pauseMs <= MAX_PAUSE_MS;
    const begin = isContinuous ? this.since : null;
    const isOlderSession = begin !== null && activeSince !== null && begin < activeSince;
    this.since = begin === null || isOlderSession ? at : begin;
    this.lastRoundAt = at;
    return this.since;
  }
}

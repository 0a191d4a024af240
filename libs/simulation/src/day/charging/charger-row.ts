/** A charger in use, in seconds since midnight of the first day. */
interface ChargeSession {
  readonly from: number;
  readonly to: number;
}

/** A time at a charger. */
export interface ChargerSlot {
  /** Index of the charger in its row. */
  readonly charger: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Chargers of one kind at one station. A car reserves a charger when it departs for the station, so
 * its time in the queue is known. A charger may have a gap before a session of a car that comes from
 * far. A charger has at most one session for each car of the fleet.
 */
export class ChargerRow {
  private readonly chargers: ChargeSession[][];

  constructor(count: number) {
    this.chargers = Array.from({ length: count }, () => []);
  }

  /** Finds the first time of so many seconds, at `arrivesAt` or later, at which a charger is free. */
  findSlot(arrivesAt: number, seconds: number): ChargerSlot {
    let best: ChargerSlot = { charger: 0, from: Infinity, to: Infinity };
    for (const [charger, sessions] of this.chargers.entries()) {
      const from = firstGap(sessions, arrivesAt, seconds);
      if (from < best.from) best = { charger, from, to: from + seconds };
      if (best.from === arrivesAt) return best;
    }
    return best;
  }

  /** @param now sessions that ended before it are forgotten */
  reserve({ charger, from, to }: ChargerSlot, now: number): void {
    const sessions = this.chargers[charger]!.filter((session) => session.to > now);
    sessions.push({ from, to });
    this.chargers[charger] = sessions.sort((a, b) => a.from - b.from);
  }
}

function firstGap(sessions: readonly ChargeSession[], arrivesAt: number, seconds: number): number {
  let from = arrivesAt;
  for (const session of sessions) {
    if (from + seconds <= session.from) return from;
    from = Math.max(from, session.to);
  }
  return from;
}

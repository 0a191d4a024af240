import type { ObservedRequest } from '../policy/dispatch-policy.js';
import type { Zones } from './zones.js';

const HOUR_SECONDS = 3_600;
const DAY_HOURS = 24;
const DAY_SECONDS = DAY_HOURS * HOUR_SECONDS;

/** Requests of other days. */
export interface DemandHistory {
  /** Times count from midnight of the first day of the history. */
  readonly requests: readonly ObservedRequest[];
  /** Number of days that the requests are from. */
  readonly days: number;
}

/**
 * The demand of an average day of a history, by zone and hour of the day. A forecast from the past
 * minutes follows chance in a zone with few requests; a history of other days does not.
 */
export class DemandProfile {
  /** Requests a second, by hour and zone. */
  private readonly rates: Float64Array;
  private readonly zoneCount: number;

  constructor(zones: Zones, { requests, days }: DemandHistory) {
    this.zoneCount = zones.count;
    this.rates = new Float64Array(DAY_HOURS * zones.count);
    const share = 1 / (days * HOUR_SECONDS);
    for (const { atSeconds, pickupNode } of requests) {
      this.rates[this.indexOf(atSeconds) + zones.findZone(pickupNode)]! += share;
    }
  }

  /** The expected number of requests in each zone within the next `seconds`. */
  predict(atSeconds: number, seconds: number): Float64Array {
    const expected = new Float64Array(this.zoneCount);
    const end = atSeconds + seconds;
    for (let from = atSeconds; from < end;) {
      const hourEnd = (Math.floor(from / HOUR_SECONDS) + 1) * HOUR_SECONDS;
      const until = Math.min(end, hourEnd);
      const first = this.indexOf(from);
      for (let zone = 0; zone < expected.length; zone++) {
        expected[zone]! += this.rates[first + zone]! * (until - from);
      }
      from = until;
    }
    return expected;
  }

  /** Index of the first zone of an hour. */
  private indexOf(atSeconds: number): number {
    const second = ((atSeconds % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
    return Math.floor(second / HOUR_SECONDS) * this.zoneCount;
  }
}

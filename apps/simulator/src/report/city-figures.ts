import type { AnyCloudEvent } from '#contracts';
import {
  CLOSING_REASON,
  PATIENCE_SECONDS,
  type ClientLog,
  type HistoryRow,
  distribution,
  type Distribution,
} from '#simulation';

export interface TripFigures {
  requested: number;
  completed: number;
  /** Out of patience or of another mind. */
  cancelledByRider: number;
  /** Still without a car when the time of `--for` was up. */
  cancelledAtClosing: number;
  cancelledOtherwise: number;
  noDriversAvailable: number;
  notEnded: number;
  redispatched: number;
  /** Share of all requests that a driver took, whatever came of it, in per cent. */
  foundCarPercent: number | null;
}

export interface OfferFigures {
  created: number;
  accepted: number;
  declined: number;
  expired: number;
  revoked: number;
}

export interface WaitingFigures {
  /** Simulated seconds from the request to the (first) assignment. */
  untilAssigned: Distribution;
  /** Simulated seconds from the request to the car at the kerb. */
  untilArrived: Distribution;
  /**
   * Share of all requests whose car was at the kerb within the patience, in per cent: the
   * measure of published evaluations, stricter than `foundCarPercent`, which also counts
   * those who had a car assigned in time and then waited longer for it, or left.
   */
  pickedUpInTimePercent: number | null;
}

type Events = readonly AnyCloudEvent[];

export function tripFigures(trips: readonly Events[]): TripFigures {
  const figures: TripFigures = {
    requested: trips.length,
    completed: 0,
    cancelledByRider: 0,
    cancelledAtClosing: 0,
    cancelledOtherwise: 0,
    noDriversAvailable: 0,
    notEnded: 0,
    redispatched: 0,
    foundCarPercent: null,
  };
  for (const events of trips) {
    figures[outcomeOf(events.at(-1))] += 1;
    if (events.some((event) => event.type === 'trip.redispatching')) figures.redispatched += 1;
  }
  const found = trips.filter((events) => timeOf(events, 'trip.driver_assigned') !== undefined);
  figures.foundCarPercent = percent(found.length, trips.length);
  return figures;
}

type Outcome = Exclude<keyof TripFigures, 'requested' | 'redispatched' | 'foundCarPercent'>;

function outcomeOf(last: AnyCloudEvent | undefined): Outcome {
  if (last?.type === 'trip.completed') return 'completed';
  if (last?.type === 'trip.no_drivers_available') return 'noDriversAvailable';
  if (last?.type !== 'trip.cancelled') return 'notEnded';
  if (last.data.reason === CLOSING_REASON) return 'cancelledAtClosing';
  return last.data.by === 'rider' ? 'cancelledByRider' : 'cancelledOtherwise';
}

/** Each offer event is on its driver's stream only, so rows count offers. */
export function offerFigures(rows: readonly HistoryRow[]): OfferFigures {
  const count = (type: string): number => rows.filter((row) => row.type === type).length;
  return {
    created: count('offer.created'),
    accepted: count('offer.accepted'),
    declined: count('offer.declined'),
    expired: count('offer.expired'),
    revoked: count('offer.revoked'),
  };
}

export function waitingFigures(trips: readonly Events[], speed: number): WaitingFigures {
  const waits = (type: AnyCloudEvent['type']): number[] =>
    trips.flatMap((events) => {
      const [asked, came] = [timeOf(events, 'trip.requested'), timeOf(events, type)];
      return asked === undefined || came === undefined ? [] : [((came - asked) / 1000) * speed];
    });
  const arrivals = waits('trip.driver_arrived');
  const inTime = arrivals.filter((seconds) => seconds <= PATIENCE_SECONDS).length;
  return {
    untilAssigned: distribution(waits('trip.driver_assigned')),
    untilArrived: distribution(arrivals),
    pickedUpInTimePercent: percent(inTime, trips.length),
  };
}

const percent = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 1000) / 10 : null;

const timeOf = (events: Events, type: AnyCloudEvent['type']): number | undefined => {
  const event = events.find((candidate) => candidate.type === type);
  return event && Date.parse(event.time);
};

/**
 * Milliseconds from the moment an event was appended (its `time`, by the database's clock,
 * a little before the commit) to the client that got it live; replays measure the client's
 * absence and are left out. Both clocks are this machine's.
 */
export function deliveryLatency(logs: readonly ClientLog[]): Distribution {
  const delays: number[] = [];
  for (const { received } of logs) {
    for (const item of received) {
      if (item.kind !== 'event' || item.replayed) continue;
      delays.push(Math.max(0, item.receivedAtMs - Date.parse(item.time)));
    }
  }
  return distribution(delays);
}

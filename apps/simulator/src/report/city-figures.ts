import { eventTypesAfterEnd, type AnyCloudEvent } from '#contracts';
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
  /** Cancelled by the rider, out of patience or with other plans. */
  cancelledByRider: number;
  /** Cancelled without a car at the end of `--for`. */
  cancelledAtClosing: number;
  cancelledOtherwise: number;
  noDriversAvailable: number;
  notEnded: number;
  redispatched: number;
  /** Share of all requests that a driver accepted, in per cent, regardless of the outcome. */
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
  /** Simulated seconds from the request to the arrival of the car. */
  untilArrived: Distribution;
  /**
   * Share of all requests whose car arrived within the patience, in per cent. Published
   * evaluations use this measure. It is stricter than `foundCarPercent`, which also counts riders
   * who waited longer for the assigned car, or cancelled.
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
    figures[outcomeOf(events.findLast(({ type }) => !eventTypesAfterEnd.has(type)))] += 1;
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

/** Counts rows, because each event of an offer is on one stream only, that of its driver. */
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
      const [requested, reached] = [timeOf(events, 'trip.requested'), timeOf(events, type)];
      if (requested === undefined || reached === undefined) return [];
      return [((reached - requested) / 1000) * speed];
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
 * Milliseconds from the append of an event (its `time`, by the clock of the database, shortly
 * before the commit) to its live receipt by a client. Replayed events are left out, because their
 * delay is the absence of the client. Both clocks are those of this machine.
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

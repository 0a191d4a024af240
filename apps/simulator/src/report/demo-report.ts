import type { AnyCloudEvent, TripStatus } from '#contracts';
import {
  type RunJournal,
  auditDelivery,
  type DeliveryAudit,
  toMailboxes,
  type HistoryRow,
  auditRepositions,
  auditSharedTrips,
  type SharedTripAudit,
  type SharedTripRules,
  type RepositionAudit,
  auditTrips,
  type TripAudit,
  type TripRecord,
  type Distribution,
} from '#simulation';
import type { InstanceFacts } from '../process/restartable-server.js';
import {
  deliveryLatency,
  offerFigures,
  tripFigures,
  waitingFigures,
  type OfferFigures,
  type TripFigures,
  type WaitingFigures,
} from './city-figures.js';

/** The history of the run, read from the database at its end. */
export interface History {
  heads: ReadonlyMap<string, number>;
  rows: readonly HistoryRow[];
  statuses: ReadonlyMap<string, TripStatus>;
  /** Streams of the whole database whose mailbox has a gap. */
  brokenMailboxes: readonly string[];
  /** What riders of shared trips agreed to; without it no detour is checked. */
  sharing?: SharedTripRules;
}

export interface RunFacts {
  city: string;
  seed: number;
  speed: number;
  drivers: number;
  /** Number of requests in the window; with `--for` some of them may not have begun. */
  requests: number;
  wallSeconds: number;
  /** `NO_SHOW_SECONDS` of the servers. */
  noShowSeconds: number;
  /** False when the run was halted at its time limit. */
  endedByItself: boolean;
  /** The servers in the order in which they are killed. */
  instances: readonly InstanceFacts[];
}

export interface DemoReport {
  run: RunFacts;
  trips: TripFigures;
  waitingSimulatedSeconds: WaitingFigures;
  offers: OfferFigures;
  streams: {
    clients: number;
    openings: { fresh: number; resumed: number; reset: number };
    reconnects: number;
    eventsDelivered: number;
    ephemeralFrames: number;
    /** Latency of live events from their `time` to the client. */
    latencyMs: Distribution;
  };
  /** Number of requests without a response by "operation: reason"; kills of servers cause them. */
  unanswered: Record<string, number>;
  /** Number of unexpected refusals by "operation: reason". */
  problems: Record<string, number>;
  /** Suggestions to drivers to go where riders are expected. */
  repositions: Pick<RepositionAudit, 'suggested' | 'accepted'>;
  /** Shared trips that drivers got, and those of them that joined another one. */
  sharedTrips: Pick<SharedTripAudit, 'taken' | 'joined'>;
  audit: {
    passed: boolean;
    delivery: DeliveryAudit;
    trips: TripAudit;
    repositions: RepositionAudit;
    sharedTrips: SharedTripAudit;
  };
}

const ANY_DETOUR: SharedTripRules = { directSeconds: () => Infinity, maxDetourSeconds: 0 };

export function createReport(run: RunFacts, journal: RunJournal, history: History): DemoReport {
  const delivery = auditDelivery(
    journal.logs,
    toMailboxes(history.heads, history.rows),
    history.brokenMailboxes,
  );
  const records = tripRecords(run, journal, history);
  const trips = auditTrips(records);
  const repositions = auditRepositions(history.rows);
  const sharedTrips = auditSharedTrips(history.rows, history.sharing ?? ANY_DETOUR);
  const { taken, joined } = sharedTrips;
  const events = records.map((record) => record.events);
  return {
    run,
    trips: tripFigures(events),
    waitingSimulatedSeconds: waitingFigures(events, run.speed),
    offers: offerFigures(history.rows),
    repositions: { suggested: repositions.suggested, accepted: repositions.accepted },
    sharedTrips: { taken, joined },
    streams: {
      clients: journal.logs.length,
      openings: openings(journal),
      reconnects: journal.reconnects,
      eventsDelivered: delivery.delivered,
      ephemeralFrames: journal.ephemerals,
      latencyMs: deliveryLatency(journal.logs),
    },
    unanswered: Object.fromEntries(journal.unanswered),
    problems: Object.fromEntries(journal.problems),
    audit: {
      passed: run.endedByItself && [delivery, trips, repositions, sharedTrips].every(hasNoFaults),
      delivery,
      trips,
      repositions,
      sharedTrips,
    },
  };
}

function tripRecords(
  { noShowSeconds }: RunFacts,
  journal: RunJournal,
  { rows, statuses }: History,
): TripRecord[] {
  const events = new Map<string, AnyCloudEvent[]>();
  for (const { stream, event } of rows) {
    if (!event) continue;
    const known = events.get(stream);
    if (known) known.push(event);
    else events.set(stream, [event]);
  }
  return journal.tripLogs.map(({ tripId, lastStatus }) => ({
    tripId,
    events: events.get(`trip/${tripId}`) ?? [],
    noShowSeconds,
    status: statuses.get(tripId),
    seenByRider: lastStatus,
  }));
}

const hasNoFaults = ({ faults }: { faults: Record<string, number> }): boolean =>
  Object.values(faults).every((count) => count === 0);

function openings({ logs }: RunJournal): DemoReport['streams']['openings'] {
  const total = { fresh: 0, resumed: 0, reset: 0 };
  for (const { openings: own } of logs) {
    total.fresh += own.fresh;
    total.resumed += own.resumed;
    total.reset += own.reset;
  }
  return total;
}

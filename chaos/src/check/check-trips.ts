import type { AnyCloudEvent, Trip, TripStatus } from '#contracts';
import { auditTrips, type TripFault } from '#simulation';
import type { CheckContext } from './check-context.js';
import type { CheckName } from './findings.js';

interface TripRow {
  id: string;
  rider_id: string;
  status: TripStatus;
  version: number;
  driver_id: string | null;
  requested_at: Date;
  assigned_at: Date | null;
  arrived_at: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  driver_silent_since: Date | null;
  driver_lost_at: Date | null;
  cancellation: unknown;
  events: AnyCloudEvent[];
}

/** No fault changes this setting, so the servers have its default. */
const NO_SHOW_SECONDS = 300;

const PROMISES: Record<TripFault, CheckName> = {
  twoDrivers: 'P7',
  illegalTransition: 'steps',
  notEnded: 'P9',
  statusDiffers: 'fold',
  paidForSilence: 'P19',
};

const TRIPS = `
  SELECT t.*, coalesce(
    (SELECT json_agg(o.event ORDER BY m.seq) FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
      WHERE m.stream = 'trip/' || t.id), '[]') AS events
  FROM trip t`;

/** Compares the events of each trip with the rules and with its row. */
export async function checkTrips({ target, journal, findings }: CheckContext): Promise<void> {
  findings.markChecked('P7', 'P9', 'P19', 'fold', 'steps');
  const rows = await target.query<TripRow>(TRIPS);
  const workloadUsers = new Set(journal.users.map(({ id }) => id));
  for (const row of rows) {
    const { id: tripId, events, status } = row;
    const record = { tripId, events, status, seenByRider: status, noShowSeconds: NO_SHOW_SECONDS };
    const audit = auditTrips([record]);
    for (const [fault, promise] of Object.entries(PROMISES) as [TripFault, CheckName][]) {
      // A fault may leave an active trip of its own behind.
      const counts = fault !== 'notEnded' || workloadUsers.has(row.rider_id);
      if (counts && audit.faults[fault] > 0) {
        findings.reportViolation(promise, audit.examples.join('; '), audit.faults[fault]);
      }
    }
    const difference = findDifference(row);
    if (difference) findings.reportViolation('fold', `trip ${tripId}: ${difference}`);
  }
  const completed = rows.filter(({ status }) => status === 'completed').length;
  findings.measure('fold', `${rows.length} trips, ${completed} completed`);
}

/** Compares the row with its last event, and checks that the versions count the events. */
function findDifference(row: TripRow): string | undefined {
  const trips = row.events.map(({ data }) => (data as { trip: Trip }).trip);
  const skipped = trips.findIndex(({ version }, i) => version !== i + 1);
  if (skipped >= 0) return `event ${skipped + 1} has version ${trips[skipped]?.version ?? 0}`;
  const last = trips.at(-1);
  if (!last) return 'has no events';
  const folded = [
    last.status,
    last.version,
    last.riderId,
    last.driver?.id ?? null,
    last.requestedAt,
    last.assignedAt,
    last.arrivedAt,
    last.startedAt,
    last.endedAt,
    last.driverSilentSince,
    last.driverLostAt,
    last.cancellation && [last.cancellation.by, last.cancellation.reason],
  ];
  const { cancellation } = row as { cancellation: { by: string; reason: string } | null };
  const times = [
    row.requested_at,
    row.assigned_at,
    row.arrived_at,
    row.started_at,
    row.ended_at,
    row.driver_silent_since,
    row.driver_lost_at,
  ];
  const stored = [
    row.status,
    row.version,
    row.rider_id,
    row.driver_id,
    ...times.map((time) => time?.toISOString() ?? null),
    cancellation && [cancellation.by, cancellation.reason],
  ];
  const [events, table] = [JSON.stringify(folded), JSON.stringify(stored)];
  return events === table ? undefined : `its events say ${events}, the table ${table}`;
}

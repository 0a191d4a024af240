import type { CommittedEvent } from '../tail/committed-event.js';

/** A committed event, with the transaction that wrote it. Its JSON is left out. */
export type ReadEvent = Omit<CommittedEvent, 'json'> & {
  xid: string;
  /** The partition, YYYY-MM-DD. */
  day: string;
};

/** The position of a consumer, as it is stored. */
export interface StoredPosition {
  /** The text of a `CommitPosition`. */
  position: string;
  /** The oldest partition, YYYY-MM-DD, that can have an event which is not handled. */
  fromDay: string;
}

/** What one statement has read for one position. */
export interface ReadRows {
  /** The snapshot of the statement (`pg_snapshot`). */
  snapshot: string;
  /** Yesterday by UTC and the database's clock, YYYY-MM-DD. */
  yesterday: string;
  /** The database's clock. */
  at: Date;
  /** The events, of which `limit` + 1 at most are of transactions past the position. */
  events: ReadEvent[];
}

type Row = Omit<ReadRows, 'events'> & { ord: number } & (ReadEvent | { id: null });

/**
 * Reads the next events of many positions in one statement, so that all of them can end at one
 * snapshot. The first part has the transactions that were open or deferred, the second part the
 * beginning of those that came later. Each part is found through the index on the transaction id.
 */
export const READ_AFTER = {
  name: 'outbox-read-after',
  text: `
  SELECT p.ord::int AS ord, s.snapshot::text AS snapshot, s.at,
    ((s.at AT TIME ZONE 'UTC')::date - 1)::text AS yesterday, e.xid::text AS xid, e.id, e.type,
    e.subject, e.time, e.day::text AS day,
    (SELECT coalesce(json_agg(json_build_object('stream', m.stream, 'seq', m.seq)), '[]')
     FROM mailbox m WHERE m.outbox_id = e.id AND m.day = e.day) AS deliveries
  FROM (SELECT pg_current_snapshot() AS snapshot, statement_timestamp() AS at) s
  CROSS JOIN unnest((SELECT $1::text[]), (SELECT $2::date[]))
    WITH ORDINALITY p(position, from_day, ord)
  LEFT JOIN LATERAL (
    (SELECT xid, id, type, subject, time, day FROM outbox
     WHERE day >= p.from_day
       AND xid = ANY (ARRAY(SELECT pg_snapshot_xip(p.position::pg_snapshot))))
    UNION ALL
    (SELECT xid, id, type, subject, time, day FROM outbox
     WHERE day >= p.from_day AND xid >= pg_snapshot_xmax(p.position::pg_snapshot)
       AND xid < pg_snapshot_xmax(s.snapshot)
     ORDER BY xid LIMIT $3::int)
  ) e ON true
  ORDER BY p.ord, e.time, e.id`,
};

/** The given places of streams whose events are not handled at a position, with their transaction. */
export const FIND_UNHANDLED = {
  name: 'outbox-find-unhandled',
  text: `
  SELECT q.stream, q.seq::float8 AS seq
  FROM unnest((SELECT $1::text[]), (SELECT $2::bigint[])) q(stream, seq)
  CROSS JOIN LATERAL (
    SELECT outbox_id, day FROM mailbox
    WHERE stream = q.stream AND seq = q.seq AND day >= $3::date OFFSET 0) m
  CROSS JOIN LATERAL (
    SELECT xid FROM outbox WHERE id = m.outbox_id AND day = m.day AND day >= $3::date OFFSET 0) o
  WHERE NOT pg_visible_in_snapshot(o.xid, $4::pg_snapshot)`,
};

/** @param count the number of positions that were read */
export function groupRows(rows: readonly Row[], count: number): ReadRows[] {
  const groups: ReadRows[] = [];
  for (const { ord, snapshot, yesterday, at, ...event } of rows) {
    const group = (groups[ord - 1] ??= { snapshot, yesterday, at, events: [] });
    if (event.id !== null) group.events.push(event);
  }
  if (groups.length !== count) throw new Error('A position was not read.');
  return groups;
}

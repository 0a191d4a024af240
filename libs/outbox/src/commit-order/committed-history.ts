import { Injectable } from '@nestjs/common';
import { Transactions } from '#database';
import { sortByStreamOrder } from '../tail/stream-order.js';
import {
  FIND_UNHANDLED,
  READ_AFTER,
  groupRows,
  type ReadEvent,
  type ReadRows,
  type StoredPosition,
} from './commit-order-reader.js';
import { CommitPosition } from './commit-position.js';
import { cutBatch, findDeferred, findPredecessors, nextPosition, type Cut } from './cut-batch.js';

export type { StoredPosition } from './commit-order-reader.js';

/** An event of a batch, without its JSON. */
export type HistoryEntry = Omit<ReadEvent, 'xid'>;

/** The events after a position, and the position after them. */
export interface CommitBatch {
  /** In commit order: the numbers of every stream rise. */
  events: HistoryEntry[];
  next: StoredPosition;
  /** True if the batch ends at the moment of the read, so no committed event is left. */
  isCurrent: boolean;
  /** The database's clock at the read. */
  at: Date;
}

/** Where an event is stored. */
export interface EventPlace {
  id: string;
  /** The partition, YYYY-MM-DD. */
  day: string;
}

/** How many times longer the next read is, if one transaction has filled a read. */
const GROWTH = 8;

/** The ids below are special in PostgreSQL; restored events have the id 0. */
const FIRST_XID = '3';

/** A transaction that appends lasts seconds, so its events are not older than this by its id. */
const MARGIN = `interval '1 minute'`;
const MARGIN_EVENTS = 1_000;

const CURRENT = `SELECT pg_current_snapshot()::text AS position,
  ((now() AT TIME ZONE 'UTC')::date - 1)::text AS "fromDay"`;

/** The id of the transaction that begins the events since a time; null if there are none. */
const FIND_SINCE = `
  SELECT min(xid)::text AS xid,
    (($1::timestamptz AT TIME ZONE 'UTC')::date - 1)::text AS "fromDay"
  FROM (SELECT xid FROM outbox
    WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date - 1 AND time >= $1::timestamptz - ${MARGIN}
      AND xid >= '${FIRST_XID}'::xid8
    ORDER BY time LIMIT ${MARGIN_EVENTS}) first`;

const FIND_EVENT = `
  SELECT greatest(xid, '${FIRST_XID}'::xid8)::text AS xid, (day - 1)::text AS "fromDay" FROM outbox
  WHERE id = $1::uuid`;

const READ_BODIES = {
  name: 'outbox-bodies',
  text: `
  SELECT r.ord::int AS ord, o.event::text AS json
  FROM unnest((SELECT $1::uuid[]), (SELECT $2::date[])) WITH ORDINALITY r(id, day, ord)
  CROSS JOIN LATERAL (SELECT event FROM outbox WHERE id = r.id AND day = r.day OFFSET 0) o`,
};

/**
 * Reads the whole history in commit order, in batches, from a position that a consumer stores. As
 * the tail, it compares snapshots (ADR 0002), so it skips no late commit and waits for no open
 * transaction. A batch costs its size, however long the history behind it is.
 */
@Injectable()
export class CommittedHistory {
  constructor(private readonly transactions: Transactions) {}

  /** Returns the position after every event that has committed. */
  async findCurrent(): Promise<StoredPosition> {
    const [row] = await this.transactions.query<StoredPosition>(CURRENT);
    if (!row) throw new Error('The database has no snapshot.');
    return row;
  }

  /**
   * Returns a position before every event whose time is `since` or later. Up to a minute of events
   * before it may follow, too.
   */
  async findTime(since: Date): Promise<StoredPosition> {
    const current = await this.findCurrent();
    const found = await this.findBegin(FIND_SINCE, since);
    return found ?? current;
  }

  /** @returns the position right before the transaction of an event; null if it is not stored */
  findEvent(id: string): Promise<StoredPosition | null> {
    return this.findBegin(FIND_EVENT, id);
  }

  /**
   * Reads the next events of several consumers, of which all that catch up get the same position.
   *
   * @param limit the most events of a batch; the events of one transaction stay together
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async readAfter(positions: readonly StoredPosition[], limit: number): Promise<CommitBatch[]> {
    if (positions.length === 0) return [];
    const reads = await this.read(positions, limit);
    const batches: CommitBatch[] = [];
    for (const [index, position] of positions.entries()) {
      batches.push(await this.toBatch(position, reads[index] as ReadRows, limit));
    }
    return batches;
  }

  /** Reads CloudEvents as JSON text, in the order of `places`; null for an event that is trimmed. */
  async readBodies(places: readonly EventPlace[]): Promise<(string | null)[]> {
    const rows = await this.transactions.query<{ ord: number; json: string }>(READ_BODIES, [
      places.map(({ id }) => id),
      places.map(({ day }) => day),
    ]);
    const bodies = places.map((): string | null => null);
    for (const { ord, json } of rows) bodies[ord - 1] = json;
    return bodies;
  }

  private async findBegin(sql: string, parameter: unknown): Promise<StoredPosition | null> {
    type Found = { xid: string | null; fromDay: string };
    const [row] = await this.transactions.query<Found>(sql, [parameter]);
    if (!row?.xid) return null;
    const position = CommitPosition.create(BigInt(row.xid)).toString();
    return { position, fromDay: row.fromDay };
  }

  private async read(positions: readonly StoredPosition[], limit: number): Promise<ReadRows[]> {
    const rows = await this.transactions.query<Parameters<typeof groupRows>[0][number]>(
      READ_AFTER,
      [
        positions.map(({ position }) => position),
        positions.map(({ fromDay }) => fromDay),
        limit + 1,
      ],
    );
    return groupRows(rows, positions.length);
  }

  private async toBatch(
    stored: StoredPosition,
    rows: ReadRows,
    limit: number,
  ): Promise<CommitBatch> {
    const position = parse(stored.position);
    const cut = cutBatch(rows.events, position, limit);
    if (!cut) {
      const [longer] = await this.read([stored], limit * GROWTH);
      return this.toBatch(stored, longer as ReadRows, limit * GROWTH);
    }
    const snapshot = parse(rows.snapshot);
    if (cut.upTo === null) return finish(cut, snapshot, rows);
    const deferred = await this.findDeferred(cut, stored);
    const next = nextPosition(cut.upTo, snapshot.excluded, deferred);
    return finish(
      { events: cut.events.filter(({ xid }) => !deferred.has(xid)), upTo: cut.upTo },
      next,
      { ...rows, yesterday: dayBefore(cut.events, rows.yesterday) },
    );
  }

  /** A batch that reaches the snapshot needs none: all that committed before is in it. */
  private async findDeferred({ events }: Cut, stored: StoredPosition): Promise<Set<string>> {
    const places = findPredecessors(events);
    if (places.length === 0) return new Set();
    const unhandled = await this.transactions.query<{ stream: string; seq: number }>(
      FIND_UNHANDLED,
      [
        places.map(({ stream }) => stream),
        places.map(({ seq }) => seq),
        stored.fromDay,
        stored.position,
      ],
    );
    return findDeferred(events, unhandled);
  }
}

function finish({ events, upTo }: Cut, next: CommitPosition, rows: ReadRows): CommitBatch {
  return {
    events: sortByStreamOrder(events),
    next: { position: next.toString(), fromDay: rows.yesterday },
    isCurrent: upTo === null,
    at: rows.at,
  };
}

/** The day before the oldest event of a batch, YYYY-MM-DD: the next batch may begin there. */
function dayBefore(events: readonly ReadEvent[], latest: string): string {
  const oldest = events.reduce((day, event) => (event.day < day ? event.day : day), latest);
  const before = new Date(`${oldest}T00:00:00Z`);
  before.setUTCDate(before.getUTCDate() - 1);
  return before.toISOString().slice(0, 10);
}

function parse(text: string): CommitPosition {
  const position = CommitPosition.parse(text);
  if (!position) throw new Error('The position is no snapshot.');
  return position;
}

import type { StreamId } from '#contracts';
import type { PreparedStatement, Transactions } from '#database';
import { BatchLoader } from '#platform';
import { cutAtGap, type HistoryEvent } from './history-event.js';

/** A request for the events after a number. */
interface PageRequest {
  stream: StreamId;
  after: number;
  limit: number;
}

/** The head of a stream and the events after a number, as of one moment. */
export interface StreamPage {
  head: number;
  /** The type of the event at the head, if the page starts there and the event is stored. */
  lastType: string | null;
  /** The first events after the number that are still stored, in order and without a gap. */
  events: HistoryEvent[];
}

type Row = { ord: number; head: number; lastType: string | null } & (
  HistoryEvent | { seq: null; id: null; type: null; json: null }
);

/** The partitions of today and yesterday, by the start of the transaction. */
const RECENT = `((now() AT TIME ZONE 'UTC')::date - 1)`;

/**
 * Reads many pages in one statement and so in one snapshot, which makes each head consistent with
 * its events. Numbers have no gaps, so a page is a range of the primary key. (pg returns a bigint
 * as a string, while a float8 holds every number below 2^53 exactly.)
 *
 * The sub-selects around the parameters hide their length from the planner, so PostgreSQL keeps one
 * plan instead of planning each call, which takes longer than reading. OFFSET 0 makes that plan look
 * up each event by its key, also when a new partition has no statistics.
 *
 * @param fromDay an SQL expression; older partitions are neither opened nor locked
 */
const buildReadPages = (name: string, fromDay: string) => ({
  name,
  text: `
  SELECT r.ord::int AS ord, coalesce(s.seq, 0)::float8 AS head,
    (SELECT o.type FROM mailbox m JOIN outbox o ON o.id = m.outbox_id AND o.day = m.day
     WHERE m.stream = r.stream AND m.seq = s.seq AND s.seq = r.after
       AND m.day >= ${fromDay} AND o.day >= ${fromDay}) AS "lastType", e.*
  FROM unnest((SELECT $1::text[]), (SELECT $2::bigint[]), (SELECT $3::int[]))
    WITH ORDINALITY r(stream, after, size, ord)
  LEFT JOIN stream s ON s.id = r.stream
  LEFT JOIN LATERAL (
    SELECT m.seq::float8 AS seq, o.id, o.type, o.event::text AS json
    FROM mailbox m CROSS JOIN LATERAL (
      SELECT id, type, event FROM outbox
      WHERE id = m.outbox_id AND day = m.day AND day >= ${fromDay} OFFSET 0) o
    WHERE m.stream = r.stream AND m.seq > r.after AND m.day >= ${fromDay}
    ORDER BY m.seq LIMIT r.size
  ) e ON true
  ORDER BY r.ord, e.seq`,
});

const READ_RECENT_PAGES = buildReadPages('recent-stream-pages', RECENT);
const READ_ALL_PAGES = buildReadPages('stream-pages', `'-infinity'::date`);

/** The most pages in one statement: with 100 events each they take about 10 MB. */
const MAX_BATCH = 64;

/** Reads pages, those of concurrent calls in one statement (`BatchLoader`). */
export class StreamPages {
  private readonly loader = new BatchLoader<PageRequest, StreamPage>(
    this.readBatch.bind(this),
    MAX_BATCH,
  );

  constructor(private readonly transactions: Transactions) {}

  /** @throws DomainError DATABASE_UNAVAILABLE */
  readPage(stream: StreamId, after: number, limit: number): Promise<StreamPage> {
    return this.loader.load({ stream, after, limit });
  }

  /** Most readers missed minutes. The pages that begin before yesterday are read once more. */
  private async readBatch(requests: readonly PageRequest[]): Promise<StreamPage[]> {
    const pages = await this.readPages(READ_RECENT_PAGES, requests);
    const older = requests.flatMap((request, index) =>
      isComplete(request, pages[index]) ? [] : [index],
    );
    if (older.length === 0) return pages;
    const whole = await this.readPages(
      READ_ALL_PAGES,
      older.flatMap((index) => requests[index] ?? []),
    );
    for (const [position, index] of older.entries()) {
      const page = whole[position];
      if (page) pages[index] = page;
    }
    return pages;
  }

  private async readPages(
    statement: PreparedStatement,
    requests: readonly PageRequest[],
  ): Promise<StreamPage[]> {
    const rows = await this.transactions.query<Row>(statement, [
      requests.map(({ stream }) => stream),
      requests.map(({ after }) => after),
      requests.map(({ limit }) => limit),
    ]);
    const pages = requests.map((): StreamPage => ({ head: 0, lastType: null, events: [] }));
    for (const { ord, head, lastType, ...event } of rows) {
      const page = pages[ord - 1];
      if (!page) continue;
      page.head = head;
      page.lastType = lastType;
      if (event.seq !== null) page.events.push(event);
    }
    for (const page of pages) page.events = cutAtGap(page.events);
    return pages;
  }
}

/** Whether the page of the recent partitions is that of all. */
function isComplete({ after }: PageRequest, page: StreamPage | undefined): boolean {
  if (!page || page.head < after || page.head === 0) return true;
  if (page.head === after) return page.lastType !== null;
  return page.events[0]?.seq === after + 1;
}

import type { StreamId } from '#contracts';
import type { Transactions } from '#database';
import { BatchLoader } from '#platform';
import type { HistoryEvent } from './history-event.js';

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
  /** The first events after the number that are still stored, in order. */
  events: HistoryEvent[];
}

type Row = { ord: number; head: number; lastType: string | null } & (
  HistoryEvent | { seq: null; id: null; type: null; json: null }
);

/**
 * Reads many pages in one statement and so in one snapshot, which makes each head consistent with
 * its events. Numbers have no gaps, so a page is a range of the primary key. (pg returns a bigint
 * as a string, while a float8 holds every number below 2^53 exactly.)
 */
const READ_PAGES = {
  name: 'stream-pages',
  text: `
  SELECT r.ord::int AS ord, coalesce(s.seq, 0)::float8 AS head,
    (SELECT o.type FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
     WHERE m.stream = r.stream AND m.seq = s.seq AND s.seq = r.after) AS "lastType", e.*
  FROM unnest($1::text[], $2::bigint[], $3::int[]) WITH ORDINALITY r(stream, after, size, ord)
  LEFT JOIN stream s ON s.id = r.stream
  LEFT JOIN LATERAL (
    SELECT m.seq::float8 AS seq, o.id, o.type, o.event::text AS json
    FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
    WHERE m.stream = r.stream AND m.seq > r.after
    ORDER BY m.seq LIMIT r.size
  ) e ON true
  ORDER BY r.ord, e.seq`,
};

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

  private async readBatch(requests: readonly PageRequest[]): Promise<StreamPage[]> {
    const rows = await this.transactions.query<Row>(READ_PAGES, [
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
    return pages;
  }
}

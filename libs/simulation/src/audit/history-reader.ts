import pg from 'pg';
import type { AnyCloudEvent, TripStatus } from '#contracts';
import type { Mailbox } from './delivery-audit.js';

/** One row of a mailbox with the attributes of its event that the audit needs. */
export interface HistoryRow {
  stream: string;
  seq: number;
  id: string;
  type: string;
  /**
   * The whole event in rows of trip streams, of suggestions and of routes; null in other rows, most of which
   * repeat those events.
   */
  event: AnyCloudEvent | null;
}

/** Number of streams in one statement. */
const BATCH = 200;
const TIMEOUT_MS = 20_000;

/** Reads the history from the tables, independently of the server under audit. */
export class HistoryReader {
  private constructor(private readonly client: pg.Client) {}

  static async connect(databaseUrl: string): Promise<HistoryReader> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: TIMEOUT_MS,
      statement_timeout: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      application_name: 'tripstream audit',
    });
    // Without a listener a lost connection would end the process; the next query fails instead.
    client.on('error', () => undefined);
    await client.connect();
    return new HistoryReader(client);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  async readHeads(streams: readonly string[]): Promise<Map<string, number>> {
    const sql = 'SELECT id, seq::int AS seq FROM stream WHERE id = ANY($1)';
    const rows = await this.queryInBatches<{ id: string; seq: number }>(sql, streams);
    return new Map(rows.map(({ id, seq }) => [id, seq]));
  }

  readRows(streams: readonly string[]): Promise<HistoryRow[]> {
    const sql = `
      SELECT m.stream, m.seq::int AS seq, o.id, o.type,
             CASE WHEN m.stream LIKE 'trip/%' OR o.type LIKE 'driver.reposition%'
               OR o.type = 'driver.route_changed' THEN o.event END AS event
        FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
       WHERE m.stream = ANY($1)
       ORDER BY m.stream, m.seq`;
    return this.queryInBatches<HistoryRow>(sql, streams);
  }

  async readTripStatuses(tripIds: readonly string[]): Promise<Map<string, TripStatus>> {
    const sql = 'SELECT id, status FROM trip WHERE id = ANY($1::uuid[])';
    const rows = await this.queryInBatches<{ id: string; status: TripStatus }>(sql, tripIds);
    return new Map(rows.map(({ id, status }) => [id, status]));
  }

  /**
   * Finds streams of the whole database whose numbers have a gap or do not end at their head.
   * The numbers need not begin at 1, because retention deletes the oldest entries.
   */
  async findBrokenMailboxes(): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(`
      SELECT id FROM stream FULL JOIN (
               SELECT stream AS id, max(seq) AS last, max(seq) - min(seq) + 1 AS span,
                      count(*) AS count
                 FROM mailbox GROUP BY stream) AS mailbox USING (id)
       WHERE seq IS NULL OR (last IS NULL AND seq > 0) OR last <> seq OR span <> count`);
    return rows.map((row) => row.id);
  }

  private async queryInBatches<T extends object>(
    sql: string,
    ids: readonly string[],
  ): Promise<T[]> {
    const rows: T[] = [];
    for (let from = 0; from < ids.length; from += BATCH) {
      const { rows: batch } = await this.client.query<T>(sql, [ids.slice(from, from + BATCH)]);
      rows.push(...batch);
    }
    return rows;
  }
}

/** Groups rows into one mailbox for each head, empty ones included. Rows are sorted by `seq`. */
export function toMailboxes(
  heads: ReadonlyMap<string, number>,
  rows: readonly HistoryRow[],
): Map<string, Mailbox> {
  const mailboxes = new Map<string, { head: number; entries: Mailbox['entries'][number][] }>();
  for (const [stream, head] of heads) mailboxes.set(stream, { head, entries: [] });
  for (const { stream, seq, id } of rows) {
    const mailbox = mailboxes.get(stream) ?? { head: 0, entries: [] };
    mailbox.entries.push({ seq, eventId: id });
    mailboxes.set(stream, mailbox);
  }
  return mailboxes;
}

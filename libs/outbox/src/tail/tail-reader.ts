import { Client } from 'pg';
import { connectionOptions } from '#database';
import type { CommittedEvent } from './committed-event.js';

/** The channel on which processes tell each other to look. */
const CHANNEL = 'tripstream_outbox';

/**
 * What became visible since the previous snapshot: transactions that began after it, and
 * those that were running then (ADR 0002). A late commit is never skipped, nothing is read
 * twice, and a transaction that somebody left open delays nobody. The new snapshot is
 * this statement's own. Found first and ordered then: ordered by time while it is found, it
 * would be found by the index of time, through the whole history.
 */
const READ = {
  name: 'outbox-tail',
  text: `
  WITH visible AS MATERIALIZED (
    SELECT * FROM outbox WHERE xid >= pg_snapshot_xmax($1::pg_snapshot)
    UNION ALL
    SELECT * FROM outbox WHERE xid = ANY (ARRAY(SELECT pg_snapshot_xip($1::pg_snapshot)))
    LIMIT $2
  )
  SELECT s.snapshot, e.id, e.type, e.subject, e.time, e.event::text AS json,
    (SELECT coalesce(json_agg(json_build_object('stream', m.stream, 'seq', m.seq)), '[]')
     FROM mailbox m WHERE m.outbox_id = e.id) AS deliveries
  FROM (SELECT pg_current_snapshot()::text AS snapshot) s
  LEFT JOIN visible e ON true
  ORDER BY e.time, e.id`,
};

/**
 * For this connection alone. It reads a few rows by an index whatever the statistics say,
 * which know nothing of the newest ones; planned once, for looking takes less time than
 * planning. It writes nothing but hints, which need not survive a power cut.
 */
const SESSION = `
  SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
  SET synchronous_commit = off; LISTEN ${CHANNEL}`;

/** Milliseconds. Short: everybody's events wait for it, and a new connection costs little. */
const TIMEOUTS_MS = { connect: 2_000, query: 3_000 };

type Row = { snapshot: string } & (CommittedEvent | { id: null });

export interface TailBatch {
  events: CommittedEvent[];
  /** More than the limit became visible: `events` is empty, and readers must heal. */
  overflowed: boolean;
}

/** The tail's own connection: reads what committed, and hears other processes commit. */
export class TailReader {
  private readonly client: Client;
  private readonly lost = new AbortController();

  /**
   * @param url of the database
   * @param onHint called when another process says that it committed something
   */
  constructor(url: string, onHint: () => void) {
    this.client = new Client(connectionOptions(url, 'tripstream-tail', TIMEOUTS_MS));
    // Without a handler a terminated backend would take the process down.
    this.client.on('error', (error) => {
      this.lost.abort(error);
    });
    this.client.on('end', () => {
      this.lost.abort(new Error('The tail connection ended.'));
    });
    this.client.on('notification', ({ processId }) => {
      if (processId !== this.processId) onHint();
    });
  }

  /** Fires when the connection is gone. */
  get lostSignal(): AbortSignal {
    return this.lost.signal;
  }

  async connect(): Promise<void> {
    await this.client.connect();
    await this.client.query(SESSION);
  }

  /** The snapshot before everything that commits from now on. */
  async readSnapshot(): Promise<string> {
    const { rows } = await this.client.query<{ snapshot: string }>(
      'SELECT pg_current_snapshot()::text AS snapshot',
    );
    return rows[0]?.snapshot ?? '';
  }

  /**
   * @param since the previous snapshot
   * @param limit most events at once; above it nothing is handed out
   */
  async read(since: string, limit: number): Promise<TailBatch & { snapshot: string }> {
    const { rows } = await this.client.query<Row>({ ...READ, values: [since, limit + 1] });
    const events = rows.filter((row): row is Row & CommittedEvent => row.id !== null);
    const overflowed = events.length > limit;
    return {
      events: overflowed ? [] : events,
      overflowed,
      snapshot: rows[0]?.snapshot ?? since,
    };
  }

  /** Wakes the tails of other processes. Outside any business transaction: it would serialise commits. */
  async sendHint(): Promise<void> {
    await this.client.query(`NOTIFY ${CHANNEL}`);
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private get processId(): number {
    return (this.client as unknown as { processID: number }).processID;
  }
}

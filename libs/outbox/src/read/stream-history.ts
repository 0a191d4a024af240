import { Injectable } from '@nestjs/common';
import type { StreamId } from '#contracts';
import { Transactions, type Transaction } from '#database';
import type { HistoryEvent } from './history-event.js';

const HEAD = `SELECT coalesce((SELECT seq FROM stream WHERE id = $1), 0)::float8 AS head`;

/** bigint comes from pg as a string; float8 holds every seq below 2^53 exactly. */
const READ = `
  SELECT m.seq::float8 AS seq, o.id, o.type, o.event::text AS json
  FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
  WHERE m.stream = $1 AND m.seq > $2 AND m.seq <= $3
  ORDER BY m.seq LIMIT $4`;

/** Where a stream ends, and where what is left of its history after a cursor begins. */
export interface StreamExtent {
  head: number;
  /** The first number after the cursor that is still there, or null when there is none. */
  firstAfter: number | null;
}

/** State as of exactly `head`. */
export interface ConsistentRead<T> {
  head: number;
  state: T;
}

/** Reads streams back: the replay, and the state that a snapshot shows. */
@Injectable()
export class StreamHistory {
  constructor(private readonly transactions: Transactions) {}

  /** Events after `after` up to and with `upTo`, in order, `limit` at most. */
  read(
    stream: StreamId,
    range: { after: number; upTo?: number; limit: number },
  ): Promise<HistoryEvent[]> {
    const { after, upTo = Number.MAX_SAFE_INTEGER, limit } = range;
    return this.transactions.query<HistoryEvent>(READ, [stream, after, upTo, limit]);
  }

  /** One statement, one snapshot: head and first event belong together. */
  async extent(stream: StreamId, after: number): Promise<StreamExtent> {
    const sql = `${HEAD}, (SELECT min(seq)::float8 FROM mailbox
      WHERE stream = $1 AND seq > $2) AS "firstAfter"`;
    const [row] = await this.transactions.query<StreamExtent>(sql, [stream, after]);
    return row ?? { head: 0, firstAfter: null };
  }

  /** The heads of many streams in one query; a stream without events is left out. */
  async heads(streams: StreamId[]): Promise<Map<StreamId, number>> {
    const rows = await this.transactions.query<{ id: StreamId; head: number }>(
      'SELECT id, seq::float8 AS head FROM stream WHERE id = ANY($1::text[])',
      [streams],
    );
    return new Map(rows.map(({ id, head }) => [id, head]));
  }

  /**
   * Reads state and head in one REPEATABLE READ transaction, so that the state is exact
   * as of `head`: no event in it is replayed, none after it is missed (ADR 0004).
   */
  readWithHead<T>(
    stream: StreamId,
    readState: (tx: Transaction) => Promise<T>,
  ): Promise<ConsistentRead<T>> {
    return this.transactions.run(
      async (tx) => {
        const [row] = await tx.query<{ head: number }>(HEAD, [stream]);
        return { head: row?.head ?? 0, state: await readState(tx) };
      },
      { isolation: 'REPEATABLE READ' },
    );
  }
}

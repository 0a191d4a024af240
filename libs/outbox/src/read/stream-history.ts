import { Injectable } from '@nestjs/common';
import type { EventType, StreamId } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { cutAtGap, type HistoryEvent } from './history-event.js';
import { StreamPages, type StreamPage } from './stream-pages.js';

const READ_HEADS = {
  name: 'stream-heads',
  text: 'SELECT id, seq::float8 AS head FROM stream WHERE id = ANY($1::text[])',
};

/** pg returns a bigint as a string, while a float8 holds every number below 2^53 exactly. */
const READ_RANGE = `
  SELECT m.seq::float8 AS seq, o.id, o.type, o.event::text AS json
  FROM mailbox m JOIN outbox o ON o.id = m.outbox_id AND o.day = m.day
  WHERE m.stream = $1 AND m.seq > $2 AND m.seq <= $3
  ORDER BY m.seq LIMIT $4`;

/** Numbers and times of a stream go up together, so the last number has the last time. */
const READ_LAST_TIME = `
  SELECT o.time FROM mailbox m JOIN outbox o ON o.id = m.outbox_id AND o.day = m.day
  WHERE m.stream = $1 AND o.type = $2 AND o.time >= $3
    AND m.day >= ($3::timestamptz AT TIME ZONE 'UTC')::date
  ORDER BY m.seq DESC LIMIT 1`;

interface Head {
  id: StreamId;
  head: number;
}

/** A state as of exactly `head`. */
export interface ConsistentRead<T> {
  head: number;
  state: T;
}

/** Reads the stored events of streams, and states that are consistent with their heads. */
@Injectable()
export class StreamHistory {
  private readonly pages: StreamPages;

  constructor(private readonly transactions: Transactions) {
    this.pages = new StreamPages(transactions);
  }

  /**
   * Reads the head and the first `limit` events after `seq`, as of one moment. Concurrent calls
   * share one statement.
   *
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  readPage(stream: StreamId, seq: number, limit: number): Promise<StreamPage> {
    return this.pages.readPage(stream, seq, limit);
  }

  /**
   * Reads the events after `after` up to and including `upTo`, in order and without a gap between
   * them, `limit` at most.
   */
  async read(
    stream: StreamId,
    range: { after: number; upTo?: number; limit: number },
  ): Promise<HistoryEvent[]> {
    const { after, upTo = Number.MAX_SAFE_INTEGER, limit } = range;
    const values = [stream, after, upTo, limit];
    return cutAtGap(await this.transactions.query<HistoryEvent>(READ_RANGE, values));
  }

  /**
   * Reads when the last event of a type happened in a stream, in the caller's transaction. It reads
   * the stream's events since that day.
   *
   * @returns null when there is none at or after `since`
   */
  async findLastTime(
    tx: Transaction,
    { stream, type, since }: { stream: StreamId; type: EventType; since: Date },
  ): Promise<Date | null> {
    const [row] = await tx.query<{ time: Date }>(READ_LAST_TIME, [stream, type, since]);
    return row?.time ?? null;
  }

  /** Reads the heads of many streams in one query. A stream without events is left out. */
  async readHeads(streams: StreamId[]): Promise<Map<StreamId, number>> {
    return toHeads(await this.transactions.query<Head>(READ_HEADS, [streams]));
  }

  /**
   * Reads heads and states in one REPEATABLE READ transaction, so that each state is exact
   * as of its `head`: a client neither gets an event twice nor misses one (ADR 0004).
   *
   * @param readStates returns a state for each stream, in the order of `streams`
   */
  readWithHeads<T>(
    streams: readonly StreamId[],
    readStates: (tx: Transaction) => Promise<T[]>,
  ): Promise<ConsistentRead<T>[]> {
    return this.transactions.run(
      async (tx) => {
        const heads = toHeads(await tx.query<Head>(READ_HEADS, [streams]));
        const states = await readStates(tx);
        return states.map((state, index) => ({
          head: heads.get(streams[index] as StreamId) ?? 0,
          state,
        }));
      },
      { isolation: 'REPEATABLE READ' },
    );
  }
}

const toHeads = (rows: Head[]): Map<StreamId, number> =>
  new Map(rows.map(({ id, head }) => [id, head]));

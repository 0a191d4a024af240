import { Injectable } from '@nestjs/common';
import type { StreamId } from '#contracts';
import { Transactions, type Transaction } from '#database';
import type { HistoryEvent } from './history-event.js';
import { StreamPages, type StreamPage } from './stream-pages.js';

const HEADS = {
  name: 'stream-heads',
  text: 'SELECT id, seq::float8 AS head FROM stream WHERE id = ANY($1::text[])',
};

/** bigint comes from pg as a string; float8 holds every seq below 2^53 exactly. */
const READ = `
  SELECT m.seq::float8 AS seq, o.id, o.type, o.event::text AS json
  FROM mailbox m JOIN outbox o ON o.id = m.outbox_id
  WHERE m.stream = $1 AND m.seq > $2 AND m.seq <= $3
  ORDER BY m.seq LIMIT $4`;

interface Head {
  id: StreamId;
  head: number;
}

/** State as of exactly `head`. */
export interface ConsistentRead<T> {
  head: number;
  state: T;
}

/** Reads streams back: the replay, and the state that a snapshot shows. */
@Injectable()
export class StreamHistory {
  private readonly pages: StreamPages;

  constructor(private readonly transactions: Transactions) {
    this.pages = new StreamPages(transactions);
  }

  /**
   * Head, and the first `limit` events after a cursor, as of one moment. Questions that
   * come at the same time are answered together.
   */
  readPage(stream: StreamId, seq: number, limit: number): Promise<StreamPage> {
    return this.pages.readPage(stream, seq, limit);
  }

  /** Events after `after` up to and with `upTo`, in order, `limit` at most. */
  read(
    stream: StreamId,
    range: { after: number; upTo?: number; limit: number },
  ): Promise<HistoryEvent[]> {
    const { after, upTo = Number.MAX_SAFE_INTEGER, limit } = range;
    return this.transactions.query<HistoryEvent>(READ, [stream, after, upTo, limit]);
  }

  /** The heads of many streams in one query; a stream without events is left out. */
  async readHeads(streams: StreamId[]): Promise<Map<StreamId, number>> {
    return toHeads(await this.transactions.query<Head>(HEADS, [streams]));
  }

  /**
   * Reads heads and states in one REPEATABLE READ transaction, so that each state is exact
   * as of its `head`: no event in it is replayed, none after it is missed (ADR 0004).
   *
   * @param readStates a state for each stream, in the order of `streams`
   */
  readWithHeads<T>(
    streams: readonly StreamId[],
    readStates: (tx: Transaction) => Promise<T[]>,
  ): Promise<ConsistentRead<T>[]> {
    return this.transactions.run(
      async (tx) => {
        const heads = toHeads(await tx.query<Head>(HEADS, [streams]));
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

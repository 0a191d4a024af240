import { OutboxTail } from '../../../libs/outbox/src/tail/outbox-tail.js';
import { TailReader } from '../../../libs/outbox/src/tail/tail-reader.js';

export interface NaiveCursor {
  /** What it reads on from, and sorts by. */
  column: 'o.id' | 'o.xid';
  type: 'uuid' | 'xid8';
  /** A condition besides `column > cursor`. */
  and?: string;
}

/** What is below every value. */
const FIRST = { uuid: '00000000-0000-0000-0000-000000000000', xid8: '0' } as const;

/** What a reader uses of its connection. */
interface TailConnection {
  client: { query: (sql: string, values?: unknown[]) => Promise<{ rows: Row[] }> };
}

type Row = { cursor: string } & Record<string, unknown>;

interface Tail {
  snapshot: string;
  emit(event: Row): Promise<void>;
}

/** A tail that remembers the highest value it has seen and reads on from there. */
export function naiveTail({ column, type, and = 'true' }: NaiveCursor): void {
  Object.assign(TailReader.prototype, {
    async readSnapshot(this: TailConnection): Promise<string> {
      const { rows } = await this.client.query(
        `SELECT ${column}::text AS cursor FROM outbox o ORDER BY ${column} DESC LIMIT 1`,
      );
      return rows[0]?.cursor ?? FIRST[type];
    },
    async readOn(this: TailConnection, since: string): Promise<Row[]> {
      const { rows } = await this.client.query(
        `SELECT ${column}::text AS cursor, o.id, o.type, o.subject, o.time, o.event::text AS json,
           (SELECT json_agg(json_build_object('stream', m.stream, 'seq', m.seq))
            FROM mailbox m WHERE m.outbox_id = o.id) AS deliveries
         FROM outbox o WHERE ${column} > $1::${type} AND ${and} ORDER BY ${column}, o.id`,
        [since],
      );
      return rows;
    },
  });
  Object.assign(OutboxTail.prototype, {
    async readOnce(this: Tail, reader: { readOn: (since: string) => Promise<Row[]> }) {
      const rows = await reader.readOn(this.snapshot);
      this.snapshot = rows.at(-1)?.cursor ?? this.snapshot;
      // In the order in which they were read.
      for (const row of rows) await this.emit(row);
    },
  });
}

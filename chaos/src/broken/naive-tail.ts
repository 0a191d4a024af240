import { OutboxTail } from '../../../libs/outbox/src/tail/outbox-tail.js';
import { TailReader } from '../../../libs/outbox/src/tail/tail-reader.js';
import { replaceMethods } from './replace-methods.js';

export interface NaiveCursor {
  /** The column that the tail compares with its cursor and sorts by. */
  column: 'o.id' | 'o.xid';
  type: 'uuid' | 'xid8';
  /** A further condition in SQL, in addition to `column > cursor`. */
  and?: string;
}

/** A value below all others of the type. */
const FIRST = { uuid: '00000000-0000-0000-0000-000000000000', xid8: '0' } as const;

type Query = (sql: string, values?: unknown[]) => Promise<{ rows: Row[] }>;

/** The members of a tail reader that this variant uses. */
interface TailConnection {
  client: { query: Query };
}

type Row = { cursor: string } & Record<string, unknown>;

interface Tail {
  snapshot: string;
  emit(event: Row): Promise<void>;
}

/** Makes the tail remember the highest value it has read and continue from there. */
export function installNaiveTail({ column, type, and = 'true' }: NaiveCursor): void {
  replaceMethods(TailReader, {
    async readSnapshot(this: TailConnection): Promise<string> {
      const { rows } = await this.client.query(
        `SELECT ${column}::text AS cursor FROM outbox o ORDER BY ${column} DESC LIMIT 1`,
      );
      return rows[0]?.cursor ?? FIRST[type];
    },
  });
  const readAfter = async ({ client }: TailConnection, cursor: string): Promise<Row[]> => {
    const { rows } = await client.query(
      `SELECT ${column}::text AS cursor, o.id, o.type, o.subject, o.time, o.event::text AS json,
         (SELECT json_agg(json_build_object('stream', m.stream, 'seq', m.seq))
          FROM mailbox m WHERE m.outbox_id = o.id) AS deliveries
       FROM outbox o WHERE ${column} > $1::${type} AND ${and} ORDER BY ${column}, o.id`,
      [cursor],
    );
    return rows;
  };
  replaceMethods(OutboxTail, {
    async readOnce(this: Tail, reader: TailConnection) {
      const rows = await readAfter(reader, this.snapshot);
      this.snapshot = rows.at(-1)?.cursor ?? this.snapshot;
      // The shipped tail sorts the events of each stream by sequence number; this one does not.
      for (const row of rows) await this.emit(row);
    },
  });
}

import 'reflect-metadata';
import type { Transaction } from '#database';
import { Outbox } from '../../../libs/outbox/src/append/outbox.js';
import { OutboxTail } from '../../../libs/outbox/src/tail/outbox-tail.js';

// The command emits the events it has just written, as systems without an outbox do. When
// the transaction fails afterwards, clients have received events that never committed.
interface Emitter {
  emit(event: unknown): Promise<void>;
}

let emitter: Emitter | undefined;
const tail = OutboxTail.prototype as unknown as Record<
  'onApplicationBootstrap',
  () => Promise<void>
>;
const bootstrap = tail.onApplicationBootstrap;
tail.onApplicationBootstrap = function (this: unknown): Promise<void> {
  emitter = this as Emitter;
  return bootstrap.call(this);
};

type Append = (tx: Transaction, ...rest: unknown[]) => Promise<void>;
const outbox = Outbox.prototype as unknown as { append: Append };
const append = outbox.append;
outbox.append = async function (this: unknown, tx, ...rest): Promise<void> {
  await append.call(this, tx, ...rest);
  const events = await tx.query(
    `SELECT o.id, o.type, o.subject, o.time, o.event::text AS json,
       (SELECT json_agg(json_build_object('stream', m.stream, 'seq', m.seq))
        FROM mailbox m WHERE m.outbox_id = o.id) AS deliveries
     FROM outbox o WHERE o.xid = pg_current_xact_id() ORDER BY o.id`,
  );
  for (const event of events) await emitter?.emit(event);
};

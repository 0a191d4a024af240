import 'reflect-metadata';
import { Transaction } from '../../../libs/database/src/transaction/transaction.js';
import { OutboxTail } from '../../../libs/outbox/src/tail/outbox-tail.js';
import { replaceMethods } from './replace-methods.js';

// The command emits the events it has just written, as systems without an outbox do. When
// the transaction fails afterwards, clients have received events that never committed.
interface Emitter {
  emit(event: unknown): Promise<void>;
}

let emitter: Emitter | undefined;
const { onApplicationBootstrap } = OutboxTail.prototype as unknown as {
  onApplicationBootstrap: () => Promise<void>;
};
replaceMethods(OutboxTail, {
  onApplicationBootstrap(this: unknown): Promise<void> {
    emitter = this as Emitter;
    return onApplicationBootstrap.call(this);
  },
});

interface OpenTransaction extends Pick<Transaction, 'query' | 'sendLastStatements'> {
  lastStatements: readonly unknown[];
}

const { commit } = Transaction.prototype as unknown as { commit: () => Promise<void> };
replaceMethods(Transaction, {
  async commit(this: OpenTransaction): Promise<void> {
    if (this.lastStatements.length > 0) {
      await this.sendLastStatements();
      const events = await this.query(
        `SELECT o.id, o.type, o.subject, o.time, o.event::text AS json,
           (SELECT json_agg(json_build_object('stream', m.stream, 'seq', m.seq))
            FROM mailbox m WHERE m.outbox_id = o.id) AS deliveries
         FROM outbox o WHERE o.xid = pg_current_xact_id() ORDER BY o.id`,
      );
      for (const event of events) await emitter?.emit(event);
    }
    await commit.call(this);
  },
});

export { OutboxModule } from './outbox.module.js';
export { outboxEntities } from './entity/entities.js';
export { Outbox } from './append/outbox.js';
export { newEvent, type AnyNewEvent, type NewEvent } from './append/new-event.js';
export { beginNewEpoch } from './read/begin-new-epoch.js';
export { Epoch } from './read/epoch.js';
export { StreamHistory, type ConsistentRead } from './read/stream-history.js';
export type { StreamPage } from './read/stream-pages.js';
export type { HistoryEvent } from './read/history-event.js';
export { CommitPosition } from './commit-order/commit-position.js';
export {
  CommittedHistory,
  type EventPlace,
  type HistoryEntry,
  type StoredPosition,
} from './commit-order/committed-history.js';
export { HistoryPartitions } from './retention/history-partitions.js';
export { Relay } from './relay/relay.js';
export { OutboxTail, type TailBreak } from './tail/outbox-tail.js';
export { OnCommittedEvent } from './tail/on-committed-event.js';
export type { CommittedEvent, MailboxPosition } from './tail/committed-event.js';
export type { Transaction as HistoryTransaction } from '#database';

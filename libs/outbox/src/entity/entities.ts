import { HistoryNonce } from './history-nonce.entity.js';
import { MailboxEntry } from './mailbox-entry.entity.js';
import { OutboxEntry } from './outbox-entry.entity.js';
import { StreamHead } from './stream-head.entity.js';

/** The tables of this library, for the module that opens the database. */
export const outboxEntities = [OutboxEntry, MailboxEntry, StreamHead, HistoryNonce];

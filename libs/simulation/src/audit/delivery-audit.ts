import type { ClientLog, ReceivedEvent } from './client-log.js';

/** The content of a stream according to the database. */
export interface Mailbox {
  /** The head in the row of the stream. */
  head: number;
  /** The entries in the order of `seq`. */
  entries: readonly { seq: number; eventId: string }[];
}

export type DeliveryFault = 'lost' | 'duplicated' | 'outOfOrder' | 'foreign' | 'gaps';

export interface DeliveryAudit {
  clients: number;
  /** Number of events that clients received, duplicates included. */
  delivered: number;
  faults: Record<DeliveryFault, number>;
  /** The first faults as texts, at most 20. */
  examples: string[];
}

const MAX_EXAMPLES = 20;

/**
 * Compares the events that each client received with the mailbox of its stream. The faults are:
 * - lost: an event is in the mailbox, and was neither received nor covered by a snapshot (of a
 *   client that has left: an event before its last one);
 * - duplicated: an event was received twice, or after a snapshot that covers it;
 * - out of order: an event was received after a later one;
 * - foreign: the mailbox has another event or no event at that number (the event belongs to
 *   another stream, or was not committed);
 * - gaps: the numbers of a mailbox are not 1, 2, 3… up to its head.
 *
 * @param brokenElsewhere streams with gaps to which none of these clients is subscribed
 */
export function auditDelivery(
  logs: readonly ClientLog[],
  mailboxes: ReadonlyMap<string, Mailbox>,
  brokenElsewhere: readonly string[] = [],
): DeliveryAudit {
  const audit: DeliveryAudit = {
    clients: logs.length,
    delivered: 0,
    faults: { lost: 0, duplicated: 0, outOfOrder: 0, foreign: 0, gaps: 0 },
    examples: [],
  };
  for (const [stream, mailbox] of mailboxes) auditMailbox(audit, stream, mailbox);
  for (const stream of brokenElsewhere.filter((id) => !mailboxes.has(id))) {
    addFault(audit, 'gaps', `${stream}: its mailbox has a gap`);
  }
  for (const log of logs) auditClient(audit, log, mailboxes.get(log.stream) ?? EMPTY);
  return audit;
}

const EMPTY: Mailbox = { head: 0, entries: [] };

function auditMailbox(audit: DeliveryAudit, stream: string, { head, entries }: Mailbox): void {
  const last = entries.at(-1)?.seq ?? 0;
  const broken = entries.findIndex((entry, i) => entry.seq !== i + 1);
  if (broken >= 0)
    addFault(audit, 'gaps', `${stream}: seq ${broken + 1} is missing in the mailbox`);
  else if (last !== head)
    addFault(audit, 'gaps', `${stream}: the head is ${head}, the last is ${last}`);
}

function auditClient(audit: DeliveryAudit, log: ClientLog, mailbox: Mailbox): void {
  const committed = new Map(mailbox.entries.map(({ seq, eventId }) => [seq, eventId]));
  const seen = new Set<number>();
  let covered = 0;
  let highest = 0;
  for (const item of log.received) {
    if (item.kind === 'snapshot') {
      covered = Math.max(covered, item.seq);
      continue;
    }
    audit.delivered += 1;
    const fault = classify(item, { committed, seen, covered, highest });
    if (fault) addFault(audit, fault, `${log.client}: seq ${item.seq} (${item.type}) ${fault}`);
    if (fault === 'foreign') continue;
    seen.add(item.seq);
    highest = Math.max(highest, item.seq);
  }
  for (const seq of committed.keys()) {
    if (log.hasLeft && seq > highest) continue;
    if (seq > covered && !seen.has(seq)) addFault(audit, 'lost', `${log.client}: seq ${seq} lost`);
  }
}

interface AuditState {
  committed: ReadonlyMap<number, string>;
  seen: ReadonlySet<number>;
  covered: number;
  highest: number;
}

function classify(event: ReceivedEvent, known: AuditState): DeliveryFault | undefined {
  if (known.committed.get(event.seq) !== event.eventId) return 'foreign';
  if (known.seen.has(event.seq) || event.seq <= known.covered) return 'duplicated';
  return event.seq < known.highest ? 'outOfOrder' : undefined;
}

function addFault(audit: DeliveryAudit, fault: DeliveryFault, text: string): void {
  audit.faults[fault] += 1;
  if (audit.examples.length < MAX_EXAMPLES) audit.examples.push(text);
}

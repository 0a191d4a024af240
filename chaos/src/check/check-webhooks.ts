import { createHmac } from 'node:crypto';
import type { ReceivedMessage } from '../program/webhook-receiver.js';
import type { Target } from '../target/target.js';
import type { Findings } from './findings.js';

/** What an endpoint has got, to be compared with the history. */
export interface PartnerLog {
  accepted: readonly ReceivedMessage[];
  secret: string;
  /** The events since its registration, by trip and in order. */
  expected: readonly TripEvent[];
}

/** An event of a trip in the history. */
export interface TripEvent {
  id: string;
  trip: string;
  seq: number;
}

/** Reads the events of all trips that were appended at `since` or later, in order. */
export function readTripEvents(target: Target, since: Date): Promise<TripEvent[]> {
  return target.query<TripEvent>(
    `SELECT o.id, m.stream AS trip, m.seq::float8 AS seq
     FROM outbox o JOIN mailbox m ON m.outbox_id = o.id AND m.day = o.day
     WHERE o.time >= $1 AND m.stream LIKE 'trip/%' ORDER BY m.stream, m.seq`,
    [since],
  );
}

/**
 * Compares the log of a partner with the history: every event came, each trip's events came first in
 * their order, none came that did not commit, and every signature is right.
 */
export function checkWebhooks(
  { accepted, secret, expected }: PartnerLog,
  findings: Findings,
): void {
  findings.markChecked('P24');
  const positions = new Map<string, number>();
  for (const [index, { id }] of accepted.entries()) {
    if (!positions.has(id)) positions.set(id, index);
  }
  const last = new Map<string, number>();
  for (const { id, trip, seq } of expected) {
    const position = positions.get(id);
    if (position === undefined) {
      findings.reportViolation('P24', `event ${seq} of ${trip} was lost`);
    } else if (position < (last.get(trip) ?? -1)) {
      findings.reportViolation('P24', `event ${seq} of ${trip} came before one that precedes it`);
    }
    last.set(trip, Math.max(last.get(trip) ?? -1, position ?? -1));
  }
  const wrong = accepted.filter((message) => !isSigned(message, secret)).length;
  if (wrong > 0) findings.reportViolation('P24', `${wrong} signatures are wrong`, wrong);
  const repeats = accepted.length - positions.size;
  findings.measure('P24', `${expected.length} events, ${repeats} came twice`);
}

/** By the specification of Standard Webhooks, apart from the code that signs. */
function isSigned({ id, timestamp, signature, text }: ReceivedMessage, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
  return signature.split(' ').includes(`v1,${expected}`);
}

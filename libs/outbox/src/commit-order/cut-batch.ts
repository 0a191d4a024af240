import { CommitPosition } from './commit-position.js';
import type { ReadEvent } from './commit-order-reader.js';

/** The place of an event in a stream, as a key. */
const placeKey = (stream: string, seq: number): string => `${stream}#${seq}`;

/** The events of a batch, and where it ends. */
export interface Cut {
  events: ReadEvent[];
  /** The first transaction id after the batch; null if the batch reaches the snapshot. */
  upTo: bigint | null;
}

/**
 * Cuts a full read between two transactions, because a position has whole transactions only.
 *
 * @param limit the most events past the position; a read with more is full
 * @returns null if one transaction fills the read, so a longer read is needed
 */
export function cutBatch(
  read: readonly ReadEvent[],
  position: CommitPosition,
  limit: number,
): Cut | null {
  const ahead = read.filter(({ xid }) => BigInt(xid) >= position.upTo);
  if (ahead.length <= limit) return { events: [...read], upTo: null };
  const last = ahead.reduce((most, { xid }) => (BigInt(xid) > most ? BigInt(xid) : most), 0n);
  const events = read.filter(({ xid }) => BigInt(xid) < last);
  if (!events.some(({ xid }) => BigInt(xid) >= position.upTo)) return null;
  return { events, upTo: last };
}

/** The places right before the events of a batch that the batch itself does not contain. */
export function findPredecessors(events: readonly ReadEvent[]): { stream: string; seq: number }[] {
  const places = new Set(
    events.flatMap(({ deliveries }) => deliveries.map(({ stream, seq }) => placeKey(stream, seq))),
  );
  return events.flatMap(({ deliveries }) =>
    deliveries
      .map(({ stream, seq }) => ({ stream, seq: seq - 1 }))
      .filter(({ stream, seq }) => seq > 0 && !places.has(placeKey(stream, seq))),
  );
}

/**
 * The transactions of a batch that must wait for a later batch. A transaction gets its id when it
 * begins to write and its numbers when it locks the streams, so one with a lower id may be behind
 * one with a higher id. It waits, and with it every transaction that is behind it in a stream.
 *
 * @param unhandled places of events that are neither handled nor in the batch
 */
export function findDeferred(
  events: readonly ReadEvent[],
  unhandled: readonly { stream: string; seq: number }[],
): Set<string> {
  const deferred = new Set<string>();
  const waiting = new Set(unhandled.map(({ stream, seq }) => placeKey(stream, seq)));
  for (let found = -1; found !== deferred.size;) {
    found = deferred.size;
    for (const { xid, deliveries } of events) {
      if (!deliveries.some(({ stream, seq }) => waiting.has(placeKey(stream, seq - 1)))) continue;
      deferred.add(xid);
    }
    for (const { xid, deliveries } of events) {
      if (!deferred.has(xid)) continue;
      for (const { stream, seq } of deliveries) waiting.add(placeKey(stream, seq));
    }
  }
  return deferred;
}

/** @param open the transactions that were open in the snapshot of the read */
export function nextPosition(
  upTo: bigint,
  open: readonly bigint[],
  deferred: ReadonlySet<string>,
): CommitPosition {
  return CommitPosition.create(upTo, [...open, ...[...deferred].map(BigInt)]);
}

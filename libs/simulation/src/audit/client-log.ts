import type { EventDelivery } from '#client';
import type { AnyCloudEvent, StreamId } from '#contracts';

/** One event that a client received on the wire. */
export interface ReceivedEvent {
  kind: 'event';
  seq: number;
  eventId: string;
  type: string;
  /** The `time` attribute of the event, ISO 8601. */
  time: string;
  /** Time of receipt in milliseconds since 1970. */
  receivedAtMs: number;
  connection: number;
  /** Whether the event was replayed when the connection opened; its delay is then no latency. */
  replayed: boolean;
}

/** A snapshot as of `seq`, which covers all events up to that number. */
export interface ReceivedSnapshot {
  kind: 'snapshot';
  seq: number;
}

/**
 * All that one client received on one stream, in the order of receipt. Events that its SDK
 * dropped as duplicates are included, because the server must not repeat an event.
 */
export interface ClientLog {
  /** Name of the client in messages, such as `rider Ada`. */
  client: string;
  stream: StreamId;
  received: (ReceivedEvent | ReceivedSnapshot)[];
  /** Number of connections by the mode in which the server opened them. */
  openings: { fresh: number; resumed: number; reset: number };
  /** The client has left for ever, so the audit expects none of the later events. */
  hasLeft: boolean;
}

export const createClientLog = (client: string, stream: StreamId): ClientLog => ({
  client,
  stream,
  received: [],
  openings: { fresh: 0, resumed: 0, reset: 0 },
  hasLeft: false,
});

/** Appends an event to the log. @returns the time of its receipt, in milliseconds since 1970 */
export function recordEvent(
  log: ClientLog,
  event: AnyCloudEvent,
  { seq, connection, replayed }: EventDelivery,
): number {
  const { id: eventId, type, time } = event;
  const receivedAtMs = Date.now();
  log.received.push({
    kind: 'event',
    seq,
    eventId,
    type,
    time,
    receivedAtMs,
    connection,
    replayed,
  });
  return receivedAtMs;
}

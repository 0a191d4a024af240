import type { EventDelivery } from '#client';
import type { AnyCloudEvent, StreamId } from '#contracts';

/** One event as it came over the wire. */
export interface ReceivedEvent {
  kind: 'event';
  seq: number;
  eventId: string;
  type: string;
  /** The event's own time, ISO 8601. */
  time: string;
  /** When the client had it, milliseconds since 1970. */
  receivedAtMs: number;
  connection: number;
  /** Read from history when the connection opened, so its delay says nothing. */
  replayed: boolean;
}

/** A snapshot as of `seq`: everything up to there is known by it. */
export interface ReceivedSnapshot {
  kind: 'snapshot';
  seq: number;
}

/**
 * What one client received on one stream, in the order it came: also what its SDK
 * dropped as known, because the wire must not repeat either.
 */
export interface ClientLog {
  /** Who listened, for messages: `rider Ada`. */
  client: string;
  stream: StreamId;
  received: (ReceivedEvent | ReceivedSnapshot)[];
  /** How its connections opened. */
  openings: { fresh: number; resumed: number; reset: number };
}

export const createClientLog = (client: string, stream: StreamId): ClientLog => ({
  client,
  stream,
  received: [],
  openings: { fresh: 0, resumed: 0, reset: 0 },
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

import type { SeenTrip } from '../ledger/trip-steps.js';
import type { WireListener } from './wire.js';

/** A message of a stream: a frame of SSE, a message of a WebSocket, or an event of a poll. */
export interface StreamMessage {
  event: string;
  id: string;
  data: unknown;
}

/** The part of `stream.opened` that a phone reads. */
interface OpenedData {
  mode: 'fresh' | 'resumed' | 'reset';
  head: string;
  serverTime: string;
  heartbeatSeconds: number;
}

interface EventData {
  specversion?: string;
  time: string;
  data: { trip?: SeenTrip };
}

/** The times around the opening of a stream, as `browserTime` has them. */
export interface OpeningTimes {
  sentAt: number;
  receivedAt: number;
}

/** Hands a message of a stream to the phone. A message that it does not know is left out. */
export function readMessage(
  { event, id, data }: StreamMessage,
  listener: WireListener,
  times?: OpeningTimes,
): void {
  switch (event) {
    case 'stream.opened':
      listener.onOpening(toOpening(data as OpenedData, times));
      return;
    case 'stream.snapshot':
      listener.onSnapshot({ cursor: id, trip: (data as { trip: SeenTrip | null }).trip });
      return;
    case 'driver.location':
      listener.onLocation();
      return;
    default: {
      const { specversion, time, data: payload } = data as EventData;
      // Only durable events are CloudEvents; `trip.search` and `stream.closing` are not.
      if (specversion) listener.onEvent({ cursor: id, time, trip: payload.trip });
    }
  }
}

function toOpening({ mode, head, serverTime, heartbeatSeconds }: OpenedData, times?: OpeningTimes) {
  const clock = times && { ...times, serverTime: Date.parse(serverTime) };
  return { mode, head, heartbeatSeconds, clock };
}

/** What `stream.closing` says, or undefined for any other message. */
export function closingOf({ event, data }: StreamMessage): { reconnect: boolean } | undefined {
  return event === 'stream.closing' ? (data as { reconnect: boolean }) : undefined;
}

import { formatCursor, parseCursor } from '#contracts';
import type { SeenTrip } from '../ledger/trip-steps.js';
import { readMessage, type StreamMessage } from './read-message.js';
import { readChunks, requestStream } from './request.js';
import type { Wire } from './wire.js';

/** The answer to a poll (docs/streams.md). */
interface PollAnswer {
  mode: 'fresh' | 'resumed' | 'reset';
  snapshot?: { trip: SeenTrip | null };
  events: StreamMessage[];
  cursor: string;
}

/**
 * Asks once, and waits for the answer.
 *
 * @param waitSeconds how long the server may hold the request until there is an event; 0 for none
 */
export const poll =
  (waitSeconds: number): Wire =>
  async (call) => {
    const url = `${call.url}?waitSeconds=${waitSeconds}`;
    const response = await requestStream({ ...call, url }, 'application/json');
    const decoder = new TextDecoder();
    let text = '';
    await readChunks(response, call, (chunk) => (text += decoder.decode(chunk, { stream: true })));
    const { mode, snapshot, events, cursor } = JSON.parse(text) as PollAnswer;
    const { listener } = call;
    listener.onOpening({ mode, head: cursor });
    if (snapshot) {
      listener.onSnapshot({ cursor: cursorBefore(events[0]) ?? cursor, trip: snapshot.trip });
    }
    for (const event of events) readMessage(event, listener);
    return undefined;
  };

/** The first events of a stream come together with the snapshot before them. */
function cursorBefore(event: StreamMessage | undefined): string | undefined {
  const cursor = event && parseCursor(event.id);
  return cursor ? formatCursor({ epoch: cursor.epoch, seq: cursor.seq - 1 }) : undefined;
}

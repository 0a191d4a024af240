import { SseParser } from '#client';
import { chunkHeadBytes } from './head-bytes.js';
import { closingOf, readMessage } from './read-message.js';
import { readChunks, requestStream } from './request.js';
import { browserTime, WireRefusal, type Wire } from './wire.js';

/**
 * Reads one event stream with `fetch`, which shows the bytes of the answer; an `EventSource` hides
 * them. The reconnection time is that of `retry:`, as a browser keeps it.
 */
export const eventStream: Wire = async (call) => {
  const { listener } = call;
  const sentAt = browserTime();
  const response = await requestStream(call, 'text/event-stream');
  const ending: { retryMs?: number; isOver: boolean } = { isOver: false };
  const parser = new SseParser({
    onEvent: ({ type, data, lastEventId }) => {
      const message = { event: type, id: lastEventId, data: JSON.parse(data) as unknown };
      ending.isOver ||= closingOf(message)?.reconnect === false;
      readMessage(message, listener, { sentAt, receivedAt: browserTime() });
    },
    onRetry: (milliseconds) => (ending.retryMs = milliseconds),
  });
  await readChunks(response, call, (chunk) => {
    listener.onBytes({ heads: chunkHeadBytes(chunk.length) });
    parser.push(chunk);
  });
  if (ending.isOver) throw new WireRefusal('The server has ended the stream.');
  return ending.retryMs;
};

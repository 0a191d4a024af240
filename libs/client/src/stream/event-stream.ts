import { requestStream, type ConnectionEnd, type TransportContext } from './stream-request.js';
import { SseParser } from '../parser/sse-parser.js';

/** Whatever its parameters; the encoding is UTF-8 anyway. */
const EVENT_STREAM = /^\s*text\/event-stream\s*(;|$)/i;

/** How reading an event stream ended, and whether it could be read at all. */
export interface EventStreamEnd extends ConnectionEnd {
  /** `fetch` gives no body to read while it comes, as in React Native. */
  isUnreadable?: boolean;
}

/** Reads Server-Sent Events until the response ends. @throws what went wrong on the way */
export async function readEventStream(
  link: TransportContext,
  onHeartbeat: () => void,
): Promise<EventStreamEnd> {
  const response = await requestStream(link, 'text/event-stream');
  if ('isFinal' in response) return response;
  const type = response.headers.get('content-type');
  if (!EVENT_STREAM.test(type ?? '')) {
    throw new Error(`Expected text/event-stream, got ${type ?? 'nothing'}`);
  }
  // Its type has one always; React Native's fetch hasn't.
  const body = response.body as ReadableStream<Uint8Array> | null | undefined;
  if (!body) return { isUnreadable: true, isFinal: false };
  await pump(link, body, onHeartbeat);
  const { closing } = link.router;
  if (closing?.reason === 'token_expired') link.credentials.expire();
  return { closing, isFinal: closing?.reconnect === false || closing?.reason === 'end' };
}

async function pump(
  { attempt, router, onRetry }: TransportContext,
  body: ReadableStream<Uint8Array>,
  onComment: () => void,
): Promise<void> {
  const parser = new SseParser({
    onEvent: (frame) => {
      router.route(frame);
    },
    onRetry,
    onComment,
  });
  const reader = body.getReader();
  // Not left to fetch alone: some versions forget the signal once they hold a response.
  attempt.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const chunk = await attempt.race(reader.read());
    if (chunk.done) return;
    attempt.markAlive();
    parser.push(chunk.value);
    // It was the last frame, whether or not somebody on the way keeps the response open.
    if (router.closing) return;
  }
}

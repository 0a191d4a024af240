import { requestStream, type ConnectionEnd, type TransportContext } from './stream-request.js';
import { onAbort } from '../http/on-abort.js';
import { SseParser } from '../parser/sse-parser.js';

/** The media type with any parameters. The encoding is UTF-8 in any case. */
const EVENT_STREAM = /^\s*text\/event-stream\s*(;|$)/i;

/** Why an event stream ended, and whether it could be read at all. */
export interface EventStreamEnd extends ConnectionEnd {
  /** This `fetch` gives no streaming body, as in React Native. */
  isUnreadable?: boolean;
}

/**
 * Reads Server-Sent Events until the response ends.
 *
 * @throws the error of the network, the parser or the abort signal
 */
export async function readEventStream(
  context: TransportContext,
  { query, onHeartbeat }: { query: string; onHeartbeat: () => void },
): Promise<EventStreamEnd> {
  const response = await requestStream(context, 'text/event-stream', query);
  if ('isFinal' in response) return response;
  const type = response.headers.get('content-type');
  if (!EVENT_STREAM.test(type ?? '')) {
    throw new Error(`Expected text/event-stream, got ${type ?? 'nothing'}`);
  }
  // The type of Response always has a body, but React Native's fetch gives none.
  const body = response.body as ReadableStream<Uint8Array> | null | undefined;
  if (!body) return { isUnreadable: true, isFinal: false };
  await pump(context, body, onHeartbeat);
  const { closing } = context.router;
  if (closing?.reason === 'token_expired') context.credentials.expire();
  return { closing, isFinal: closing?.reconnect === false || closing?.reason === 'end' };
}

async function pump(
  { attempt, router, onRetry }: TransportContext,
  body: ReadableStream<Uint8Array>,
  onHeartbeat: () => void,
): Promise<void> {
  const parser = new SseParser({
    onEvent: (frame) => {
      router.route(frame);
    },
    onRetry,
    // Padding is a comment of spaces. It shows only that the proxy passes on what it has enough of.
    onComment: (text) => {
      if (text.trim() !== '') onHeartbeat();
    },
  });
  const reader = body.getReader();
  // The body is cancelled explicitly, because some versions of fetch ignore the signal by then.
  onAbort(attempt.signal, () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const chunk = await attempt.race(reader.read());
    if (chunk.done) return;
    attempt.markAlive();
    parser.push(chunk.value);
    // stream.closing is the last frame, even if a proxy keeps the response open after it.
    if (router.closing) return;
  }
}

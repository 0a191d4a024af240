import type { ConnectionEnd, TransportContext } from './stream-request.js';
import type { WebSocketClass, WebSocketLike } from './web-socket-class.js';

/** The subprotocol of the streams, and the one by which a client sends its token. */
const PROTOCOL = 'tripstream.v1';
const TOKEN_PREFIX = 'bearer.';

/** A message of the server: a frame with its `data` as an object, or a heartbeat. */
interface SocketMessage {
  id?: string;
  event?: string;
  retry?: number;
  comment?: string;
  data?: unknown;
}

/**
 * Reads a stream over a WebSocket until it ends. Where the handshake is refused, the class hides the
 * answer, so the caller polls to learn it.
 *
 * @throws the error of the frames or the abort signal
 */
export async function readWebSocket(
  context: TransportContext,
  { Socket, onMessage }: { Socket: WebSocketClass; onMessage: () => void },
): Promise<ConnectionEnd> {
  const { attempt, credentials, router } = context;
  const token = await attempt.race(credentials.token());
  const protocols = token === undefined ? [PROTOCOL] : [PROTOCOL, TOKEN_PREFIX + token];
  const socket = new Socket(toSocketUrl(context.url), protocols);
  try {
    const code = await attempt.race(listen(context, socket, onMessage));
    const { closing } = router;
    if (closing?.reason === 'token_expired') credentials.expire();
    const isFinal = closing?.reconnect === false || closing?.reason === 'end';
    const cause = new Error(`The WebSocket has ended: ${code}`);
    return { closing, isFinal, cause };
  } finally {
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}

/** @returns the status code by which the socket ends */
function listen(
  context: TransportContext,
  socket: WebSocketLike,
  onMessage: () => void,
): Promise<number> {
  const { attempt, position } = context;
  return new Promise((resolve, reject) => {
    socket.onopen = () => {
      attempt.markAlive();
      socket.send(JSON.stringify({ type: 'open', cursor: position.cursor ?? '' }));
    };
    socket.onmessage = ({ data }: { data: string }) => {
      try {
        onMessage();
        take(context, JSON.parse(data) as SocketMessage);
        // stream.closing is the last frame, even if the closing handshake does not end.
        if (context.router.closing) resolve(1000);
      } catch (error) {
        // Further messages of the same chunk come before the caller has closed the socket.
        socket.onmessage = null;
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    // `error` says nothing, and `close` follows it.
    socket.onerror = () => undefined;
    socket.onclose = ({ code }: { code: number }) => {
      resolve(code);
    };
  });
}

function take(
  { attempt, router, position, onRetry }: TransportContext,
  { id = '', event, retry, comment, data }: SocketMessage,
): void {
  attempt.markAlive();
  if (comment !== undefined) return;
  if (retry !== undefined) onRetry(retry);
  // The server began before it had the first message, so that events after the cursor would be missing.
  if (position.seq > 0 && (data as { mode?: unknown }).mode === 'fresh') {
    throw new Error('The cursor came too late.');
  }
  router.handleFrame(event ?? 'message', data, id);
}

/** Browsers did not take the address of a page with a relative path for long. */
function toSocketUrl(url: string): string {
  const { location } = globalThis as { location?: { origin: string } };
  const absolute = url.startsWith('/') ? (location?.origin ?? '') + url : url;
  return absolute.replace(/^http/i, 'ws');
}

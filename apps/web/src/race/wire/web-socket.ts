import type { SOCKET_PROTOCOL, SOCKET_TOKEN_PREFIX } from '#contracts';
import { frameHeadBytes, handshakeBytes } from './head-bytes.js';
import { closingOf, readMessage, type StreamMessage } from './read-message.js';
import { browserFields } from './request.js';
import { browserTime, WireRefusal, type Wire, type WireCall } from './wire.js';

// The compiler compares them with the contract. Their module would bring its schemas into the bundle.
const PROTOCOL: typeof SOCKET_PROTOCOL = 'tripstream.v1';
const TOKEN_PREFIX: typeof SOCKET_TOKEN_PREFIX = 'bearer.';

const encoder = new TextEncoder();

/** Reads the stream over one WebSocket. The cursor goes with the first message. */
export const webSocket: Wire = (call) =>
  new Promise((resolve, reject) => {
    const { url, token, signal, listener } = call;
    if (signal.aborted) return reject(signal.reason as Error);
    const address = url.replace(/^http/, 'ws');
    const protocols = [PROTOCOL, TOKEN_PREFIX + token];
    listener.onRequest();
    listener.onBytes({ heads: handshakeBytes(address, protocols, browserFields()) });
    const socket = new WebSocket(address, protocols);
    const conversation = new Conversation(socket, call);
    const end = () => {
      signal.removeEventListener('abort', cut);
      if (conversation.isOver) reject(new WireRefusal('The server has ended the stream.'));
      else if (conversation.isOpened) resolve(undefined);
      else reject(new Error('The WebSocket did not open.'));
    };
    // A dead connection reports its close only after the closing handshake has timed out.
    const cut = () => {
      socket.close();
      end();
    };
    signal.addEventListener('abort', cut, { once: true });
    socket.addEventListener('close', end);
  });

/** The messages of one socket in both directions. */
class Conversation {
  isOpened = false;
  /** The server has said that the client should not come back. */
  isOver = false;
  private sentAt = browserTime();

  constructor(
    private readonly socket: WebSocket,
    private readonly call: Pick<WireCall, 'cursor' | 'signal' | 'listener'>,
  ) {
    socket.addEventListener('open', () => this.open());
    socket.addEventListener('message', ({ data }) => this.receive(data as string));
  }

  private open(): void {
    this.isOpened = true;
    this.sentAt = browserTime();
    const text = JSON.stringify({ type: 'open', cursor: this.call.cursor });
    this.socket.send(text);
    this.count(text, true);
  }

  private receive(text: string): void {
    // A socket hands on what was under way when the page closed it; a cut phone gets nothing.
    if (this.call.signal.aborted) return;
    this.count(text, false);
    const message = JSON.parse(text) as StreamMessage & { comment?: string };
    if (message.comment !== undefined) return;
    this.isOver ||= closingOf(message)?.reconnect === false;
    const times = { sentAt: this.sentAt, receivedAt: browserTime() };
    readMessage(message, this.call.listener, times);
  }

  private count(text: string, isSent: boolean): void {
    const data = encoder.encode(text).length;
    this.call.listener.onBytes({ data, heads: frameHeadBytes(data, isSent) });
  }
}

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { SOCKET_PROTOCOL } from '#contracts';
import type { RaceClient, RaceFrame } from './race-client.js';
import { PATH, type StreamReader } from './stream-reader.js';

/** Reads a stream over a WebSocket. */
export class SocketReader implements StreamReader {
  constructor(private readonly ca: string) {}

  async read(client: RaceClient, signal: AbortSignal): Promise<void> {
    const { port, token, cursor } = client;
    // The handshake and the first message.
    client.figures.requests += 2;
    const socket = new WebSocket(`wss://127.0.0.1:${port}${PATH}`, SOCKET_PROTOCOL, {
      ca: this.ca,
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
    });
    const abort = (): void => socket.terminate();
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'open', cursor: cursor ?? '' }));
    });
    socket.on('message', (message: Buffer) => {
      const frame = JSON.parse(message.toString()) as RaceFrame & { comment?: string };
      if (frame.comment === undefined) client.take(frame);
    });
    socket.on('error', () => undefined);
    await once(socket, 'close');
    signal.removeEventListener('abort', abort);
  }

  close(): void {}
}

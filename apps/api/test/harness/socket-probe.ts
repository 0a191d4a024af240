import { WebSocket, type ClientOptions } from 'ws';
import { SOCKET_PROTOCOL } from '#contracts';
import { until } from '#testing';
import type { TestServer } from './test-server.js';

/** A message of the server, as JSON has it. */
export interface SocketFrame {
  id?: string;
  event?: string;
  retry?: number;
  comment?: string;
  data?: ReturnType<typeof JSON.parse>;
}

export interface SocketProbeOptions extends ClientOptions {
  token?: string;
  /** Default: the subprotocol of the streams. */
  protocols?: string[];
  /** The cursor of the first message; null sends none. Default: an empty one. */
  cursor?: string | null;
}

/** A client that reads a stream over a WebSocket, and keeps what it has received. */
export class SocketProbe {
  readonly frames: SocketFrame[] = [];
  pings = 0;
  private read = 0;
  private closed: { code: number; reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => {
      this.frames.push(JSON.parse((data as Buffer).toString()) as SocketFrame);
    });
    socket.on('ping', () => (this.pings += 1));
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
  }

  /** @throws RefusedHandshake with the status and the problem of the answer */
  static async open(
    server: Pick<TestServer, 'url'>,
    path: string,
    { token, protocols = [SOCKET_PROTOCOL], cursor = '', ...options }: SocketProbeOptions = {},
  ): Promise<SocketProbe> {
    const headers = { ...options.headers, ...(token && { authorization: `Bearer ${token}` }) };
    const url = server.url.replace(/^http/, 'ws') + path;
    const socket = new WebSocket(url, protocols, { ...options, headers });
    const probe = new SocketProbe(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          reject(new RefusedHandshake(response.statusCode ?? 0, text));
        });
      });
    });
    if (cursor !== null) probe.send({ type: 'open', cursor });
    return probe;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next frame that satisfies the condition; heartbeats are skipped. */
  async next(matches: (frame: SocketFrame) => boolean = () => true): Promise<SocketFrame> {
    return until('the next message of the socket', () => {
      while (this.read < this.frames.length) {
        const frame = this.frames[this.read++];
        if (frame && frame.comment === undefined && matches(frame)) return frame;
      }
      return undefined;
    });
  }

  /** The code and the reason by which the socket has ended. */
  async ended(): Promise<{ code: number; reason: string }> {
    return until('the end of the socket', () => this.closed);
  }

  /** Closes the socket as a client does, and waits for the server. */
  async close(): Promise<void> {
    this.socket.close();
    await this.ended();
  }
}

/** A handshake that the server has answered by a status. */
export class RefusedHandshake extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`The handshake was answered by ${status}: ${text}`);
  }
}

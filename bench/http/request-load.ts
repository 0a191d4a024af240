import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A request whose bytes were made before the measurement. */
export interface PreparedRequest {
  bytes: Buffer;
  /** The status of the answer; another one ends the benchmark. */
  status: number;
}

export interface RequestParts {
  method: string;
  path: string;
  token?: string;
  json?: unknown;
}

/** Makes the bytes of a request (RFC 9112). */
export function prepareRequest({ method, path, token, json }: RequestParts): Buffer {
  const body = json === undefined ? '' : JSON.stringify(json);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    ...(json === undefined
      ? []
      : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

const HEADERS_END = '\r\n\r\n';

/** Repeats one request on one connection, each time when the answer before has arrived. */
class RequestLoop {
  count = 0;
  private received = '';
  private isRunning = true;

  constructor(
    private readonly socket: Socket,
    private readonly request: PreparedRequest,
    private readonly fail: (error: Error) => void,
  ) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.read(text);
    });
    socket.once('error', fail);
    socket.once('close', () => {
      if (this.isRunning) fail(new Error('The server closed the connection.'));
    });
  }

  start(): void {
    this.socket.write(this.request.bytes);
  }

  stop(): void {
    this.isRunning = false;
    this.socket.destroy();
  }

  private read(text: string): void {
    this.received += text;
    const headersEnd = this.received.indexOf(HEADERS_END);
    if (headersEnd === -1) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.received)?.[1] ?? 0);
    if (this.received.length < headersEnd + HEADERS_END.length + length) return;
    if (Number(this.received.slice(9, 12)) !== this.request.status) {
      this.isRunning = false;
      this.fail(new Error(`The server answered ${this.received}`));
      return;
    }
    this.received = '';
    this.count += 1;
    if (this.isRunning) this.socket.write(this.request.bytes);
  }
}

/**
 * Sends each request again and again, on a connection of its own.
 *
 * @returns the number of answers
 * @throws {Error} when an answer has another status, or a connection breaks
 */
export async function sendForSeconds(
  port: number,
  requests: readonly PreparedRequest[],
  { seconds, signal }: { seconds: number; signal: AbortSignal },
): Promise<number> {
  const sockets = await Promise.all(requests.map(() => openSocket(port)));
  const ended = new AbortController();
  const loops = requests.map((request, index) => {
    const socket = sockets[index];
    if (!socket) throw new Error('A request has no connection.');
    return new RequestLoop(socket, request, (error) => {
      ended.abort(error);
    });
  });
  try {
    for (const loop of loops) loop.start();
    await waitSeconds(seconds, AbortSignal.any([signal, ended.signal]));
    return loops.reduce((sum, { count }) => sum + count, 0);
  } finally {
    for (const loop of loops) loop.stop();
  }
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

function waitSeconds(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1_000);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

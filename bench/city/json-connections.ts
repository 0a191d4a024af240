import { connect, type Socket } from 'node:net';

export interface JsonAnswer {
  status: number;
  body: string;
}

interface JsonRequest {
  token?: string;
  key?: string;
  json?: unknown;
  accept?: string;
}

interface PendingAnswer {
  resolve: (answer: JsonAnswer) => void;
  reject: (error: Error) => void;
}

const HEADERS_END = '\r\n\r\n';

/** One request at a time on a connection that is kept. */
class JsonConnection {
  private readonly socket: Socket;
  private received: Buffer = Buffer.alloc(0);
  private pending: PendingAnswer | undefined;
  isBroken = false;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (bytes) => {
      this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
      this.readAnswer();
    });
    const fail = (error?: Error): void => {
      this.isBroken = true;
      this.pending?.reject(error ?? new Error('The server closed the connection.'));
      this.pending = undefined;
    };
    this.socket.once('error', fail);
    this.socket.once('close', () => {
      fail();
    });
  }

  send(request: string): Promise<JsonAnswer> {
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private readAnswer(): void {
    const headersEnd = this.received.indexOf(HEADERS_END);
    if (headersEnd === -1) return;
    const head = this.received.toString('latin1', 0, headersEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const end = headersEnd + HEADERS_END.length + length;
    if (this.received.length < end) return;
    const body = this.received.toString('utf8', headersEnd + HEADERS_END.length, end);
    this.received = this.received.subarray(end);
    const { pending } = this;
    this.pending = undefined;
    pending?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}

/** Plain sockets, so that the load costs less than the server that it measures. */
export class JsonConnections {
  private readonly idle: JsonConnection[] = [];
  private readonly waiting: (() => void)[] = [];
  private count = 0;

  /** @param limit the most connections; further requests wait for one, and the wait is measured */
  constructor(
    private readonly port: number,
    private readonly limit: number,
  ) {}

  /** @throws {Error} when the connection breaks before the answer */
  async send(
    method: string,
    path: string,
    { token, key, json, accept }: JsonRequest = {},
  ): Promise<JsonAnswer> {
    const body = json === undefined ? '' : JSON.stringify(json);
    const lines = [
      `${method} ${path} HTTP/1.1`,
      'host: localhost',
      ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
      ...(accept === undefined ? [] : [`accept: ${accept}`]),
      ...(key === undefined ? [] : [`idempotency-key: ${key}`]),
      ...(json === undefined ? [] : ['content-type: application/json']),
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    const connection = await this.acquire();
    try {
      return await connection.send(`${lines.join('\r\n')}${HEADERS_END}${body}`);
    } finally {
      this.release(connection);
    }
  }

  close(): void {
    for (const connection of this.idle) connection.close();
  }

  private async acquire(): Promise<JsonConnection> {
    for (;;) {
      const connection = this.idle.pop();
      if (connection && !connection.isBroken) return connection;
      if (connection) this.count -= 1;
      else if (this.count < this.limit) {
        this.count += 1;
        return new JsonConnection(this.port);
      } else await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  private release(connection: JsonConnection): void {
    this.idle.push(connection);
    this.waiting.shift()?.();
  }
}

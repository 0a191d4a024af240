import { connect, type Socket } from 'node:net';

/** A durable event of a stream. */
export interface StreamEvent {
  type: string;
  /** `<epoch>-<seq>` */
  cursor: string;
  /** The CloudEvent as JSON text. */
  json: string;
  /** Wall-clock milliseconds. */
  arrivedAt: number;
}

export interface StreamAddress {
  port: number;
  path: string;
  localAddress?: string | undefined;
}

export interface StreamHandlers {
  onEvent: (event: StreamEvent) => void;
  /** Called once with the reason when the stream breaks, ends or leaves out an event. */
  onFault: (reason: string) => void;
}

const EPHEMERAL = new Set(['driver.location', 'trip.search', 'city.state']);

/** Reads one event stream from a plain socket, and checks that its numbers have no gap. */
export class StreamReader {
  /** Resolves when the stream is live: after its snapshot. */
  readonly opened: Promise<void>;
  private readonly socket: Socket;
  private rest = '';
  private last = 0;
  private hasEnded = false;
  private markOpened: () => void = () => undefined;

  constructor(
    { port, path, localAddress }: StreamAddress,
    token: string,
    private readonly handlers: StreamHandlers,
  ) {
    this.opened = new Promise((resolve) => {
      this.markOpened = resolve;
    });
    this.socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    this.socket.setEncoding('utf8');
    this.socket.write(
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n` +
        `authorization: Bearer ${token}\r\n\r\n`,
    );
    this.socket.on('data', (text: string) => {
      this.read(text);
    });
    this.socket.once('error', (error) => {
      this.fail(error.message);
    });
    this.socket.once('close', () => {
      this.fail('closed');
    });
  }

  close(): void {
    this.hasEnded = true;
    this.socket.destroy();
  }

  private fail(reason: string): void {
    if (this.hasEnded) return;
    this.close();
    this.markOpened();
    this.handlers.onFault(reason);
  }

  /** The sizes of HTTP chunks stand between frames, on lines of their own. */
  private read(text: string): void {
    if (this.rest === '' && text.startsWith('HTTP/1.1') && !text.startsWith('HTTP/1.1 200')) {
      this.fail(text.slice(0, text.indexOf('\r\n')));
      return;
    }
    const frames = (this.rest + text).split('\n\n');
    this.rest = frames.pop() ?? '';
    for (const frame of frames) this.readFrame(frame);
  }

  private readFrame(frame: string): void {
    const type = /^event: (.+)$/m.exec(frame)?.[1];
    if (type === undefined || EPHEMERAL.has(type)) return;
    const cursor = /^id: (.+)$/m.exec(frame)?.[1] ?? '';
    const json = /^data: (.+)$/m.exec(frame)?.[1] ?? '';
    const seq = Number(cursor.slice(cursor.lastIndexOf('-') + 1));
    if (type === 'stream.closing') {
      this.fail(json);
      return;
    }
    if (type === 'stream.opened') return;
    if (type === 'stream.snapshot') {
      this.last = seq;
      this.markOpened();
      return;
    }
    if (seq !== this.last + 1) this.handlers.onFault(`number ${seq} after ${this.last}`);
    this.last = seq;
    this.handlers.onEvent({ type, cursor, json, arrivedAt: Date.now() });
  }
}

import type { ClosingReason } from '#contracts';
import type { FakeClock } from './fake-clock.js';
import type { StreamRead } from './stream-read.js';

/** A client that takes no more than this is ended as a slow consumer. */
const MOST_PENDING_BYTES = 256 * 1024;
const RETRY_MS = 1_000;
const LONG_RETRY_MS = 60_000;

/** One event stream on its way to a client. */
export class FakeConnection {
  readonly response: Response;
  /** The cursor of the last event that was sent. */
  cursor: string;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #encoder = new TextEncoder();
  #cancels: (() => void)[] = [];

  constructor(
    readonly read: StreamRead,
    cursor: string,
    private readonly context: {
      clock: FakeClock;
      heartbeatSeconds: number;
      onClosed: () => void;
    },
  ) {
    this.cursor = cursor;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        // The client has left.
        cancel: () => {
          this.#end();
        },
      },
      { highWaterMark: 0, size: (chunk) => chunk?.byteLength ?? 0 },
    );
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-cache, no-store, no-transform, must-revalidate',
      'x-accel-buffering': 'no',
    };
    this.response = new Response(body, { headers });
    const { clock, heartbeatSeconds } = context;
    this.onEnd(clock.every(heartbeatSeconds * 1000, () => this.#write(': heartbeat\n\n')));
  }

  /** @param type null leaves the name out */
  send(type: string | null, data: object): void {
    const retryMs = type === 'stream.opened' ? RETRY_MS : undefined;
    this.#write(frameOf(type, { id: this.cursor, data, retryMs }));
  }

  /** Ends the stream as the server does, with its reason. */
  close(reason: ClosingReason): void {
    const controller = this.#controller;
    if (!controller) return;
    const reconnect = reason !== 'end' && reason !== 'revoked';
    const isLong = reason === 'replaced' || reason === 'limit';
    const retryMs = isLong ? LONG_RETRY_MS : RETRY_MS;
    const frame = { id: this.cursor, data: { reason, reconnect }, retryMs };
    this.#end();
    controller.enqueue(this.#encoder.encode(frameOf('stream.closing', frame)));
    controller.close();
  }

  /** Breaks the connection, as a network does. */
  cut(cause: unknown = new TypeError('terminated')): void {
    const controller = this.#controller;
    this.#end();
    controller?.error(cause);
  }

  /** Registers what is cancelled when the stream ends. */
  onEnd(cancel: () => void): void {
    if (this.#controller) this.#cancels.push(cancel);
    else cancel();
  }

  #write(text: string): void {
    const controller = this.#controller;
    controller?.enqueue(this.#encoder.encode(text));
    if ((controller?.desiredSize ?? 0) < -MOST_PENDING_BYTES) this.close('slow_consumer');
  }

  #end(): void {
    this.#controller = undefined;
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
    this.context.onClosed();
  }
}

function frameOf(
  type: string | null,
  { id, data, retryMs }: { id: string; data: object; retryMs?: number },
): string {
  const name = type === null ? '' : `event: ${type}\n`;
  const retry = retryMs === undefined ? '' : `retry: ${retryMs}\n`;
  return `${name}id: ${id}\n${retry}data: ${JSON.stringify(data)}\n\n`;
}

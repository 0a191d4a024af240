import {
  formatCursor,
  type AckRefused,
  type Cursor,
  type StreamClosing,
  type StreamOpened,
} from '#contracts';
import type { HistoryEvent } from '#outbox';
import type { Ephemeral } from '../hub/ephemeral.js';

/** A frame as the bytes on the wire, over each version of HTTP. */
export interface EncodedFrame {
  /** The frame itself. */
  readonly bytes: Buffer;
  /** The frame as one chunk of an HTTP/1.1 response (RFC 9112, section 7.1). */
  readonly chunk: Buffer;
  /** The frame as one text message of a WebSocket; absent for a frame that only SSE has. */
  readonly message?: Buffer;
}

/**
 * One frame of a stream (WHATWG HTML, section 9.2.6), as its fields and as the bytes on the wire.
 * The bytes are encoded once for all connections that get the frame.
 */
export class Frame implements EncodedFrame {
  private encoded?: Buffer;
  private encodedMessage?: Buffer;

  private constructor(
    readonly id: string | undefined,
    readonly type: string | undefined,
    readonly data: string | undefined,
    readonly retry: number | undefined,
  ) {}

  /** Creates a frame with data. This is the only way to create one, so each of them has an id. */
  static create(id: Cursor, content: { type?: string; data: string; retry?: number }): Frame {
    return new Frame(formatCursor(id), content.type, content.data, content.retry);
  }

  /** A comment. It keeps proxies from closing an idle connection, and is a sign of life. */
  static readonly heartbeat = new Frame(undefined, undefined, undefined, undefined);

  get bytes(): Buffer {
    return this.chunk.subarray(this.chunk.indexOf('\n') + 1, -LINE_END.length);
  }

  get chunk(): Buffer {
    return (this.encoded ??= encodeChunk(this.format()));
  }

  get message(): Buffer {
    return (this.encodedMessage ??= Buffer.from(this.formatMessage()));
  }

  /** The fields of the frame as one JSON object; `data`, which is JSON already, is a part of it. */
  private formatMessage(): string {
    if (this.data === undefined) return '{"comment":"heartbeat"}';
    const event = this.type === undefined ? '' : `"event":${JSON.stringify(this.type)},`;
    const retry = this.retry === undefined ? '' : `"retry":${this.retry},`;
    return `{${event}"id":${JSON.stringify(this.id)},${retry}"data":${this.data}}`;
  }

  /**
   * `data` is JSON, which escapes CR and LF; event names and cursors are made by the server. So no
   * text from a user can end a field or begin another one (P16).
   */
  private format(): string {
    if (this.data === undefined) return ': heartbeat\n\n';
    const event = this.type === undefined ? '' : `event: ${this.type}\n`;
    const retry = this.retry === undefined ? '' : `retry: ${this.retry}\n`;
    return `${event}id: ${this.id ?? ''}\n${retry}data: ${this.data}\n\n`;
  }
}

const LINE_END = '\r\n';

/** Encodes a text as one chunk: its size in bytes, the text, and the end of the line. */
const encodeChunk = (text: string): Buffer =>
  Buffer.from(`${Buffer.byteLength(text).toString(16)}${LINE_END}${text}${LINE_END}`);

/**
 * Creates the first frame of a stream, which has the resume decision.
 *
 * @param retryMs reconnection time for the client
 */
export const createOpenedFrame = (id: Cursor, opened: StreamOpened, retryMs: number): Frame =>
  Frame.create(id, { type: 'stream.opened', retry: retryMs, data: JSON.stringify(opened) });

/** Creates the frame of the state as of exactly `id`. */
export const createSnapshotFrame = (id: Cursor, snapshot: unknown): Frame =>
  Frame.create(id, { type: 'stream.snapshot', data: JSON.stringify(snapshot) });

/**
 * The latest named frames. An event goes to all its clients before the next event does, and has two
 * forms at most (viewers of a share link get a reduced one). So a cache of two frames is enough to
 * encode each form once.
 */
const latest: { event: HistoryEvent; epoch: string; frame: Frame }[] = [];

/** @param named false leaves `event:` out, for clients that only know `onmessage` */
export function createEventFrame(epoch: string, event: HistoryEvent, named: boolean): Frame {
  const id = { epoch, seq: event.seq };
  if (!named) return Frame.create(id, { data: event.json });
  for (const known of latest)
    if (known.event === event && known.epoch === epoch) return known.frame;
  const frame = Frame.create(id, { type: event.type, data: event.json });
  latest.unshift({ event, epoch, frame });
  latest.length = Math.min(latest.length, 2);
  return frame;
}

/** Creates an ephemeral frame. Its id is the last cursor delivered, so no client's cursor moves. */
export const createEphemeralFrame = (id: Cursor, { type, json }: Ephemeral): Frame =>
  Frame.create(id, { type, data: json });

/** Creates the answer to an acknowledgement that was refused. It moves no client's cursor. */
export const createAckRefusedFrame = (id: Cursor, refused: AckRefused): Frame =>
  Frame.create(id, { type: 'stream.ack_refused', data: JSON.stringify(refused) });

/** Creates the last frame before the response ends. */
export const createClosingFrame = (id: Cursor, closing: StreamClosing, retryMs: number): Frame =>
  Frame.create(id, { type: 'stream.closing', retry: retryMs, data: JSON.stringify(closing) });

/** The largest padding, in bytes. A larger one is shortened to it. */
export const MAX_PADDING_BYTES = 16_384;

/**
 * Creates a comment of so many spaces. Some proxies and virus scanners pass nothing on before they have
 * a first block, and the padding completes it.
 */
export function createPaddingFrame(padding: number): EncodedFrame {
  const text = `:${' '.repeat(Math.min(padding, MAX_PADDING_BYTES))}\n\n`;
  return { bytes: Buffer.from(text), chunk: encodeChunk(text) };
}

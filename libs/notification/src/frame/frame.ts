import { formatCursor, type Cursor, type StreamClosing, type StreamOpened } from '#contracts';
import type { HistoryEvent } from '#outbox';
import type { Ephemeral } from '../hub/ephemeral.js';

/**
 * One frame of a stream (WHATWG HTML, section 9.2.6), as its fields and as the bytes that
 * go out. The bytes are made once, however many connections get the frame.
 */
export class Frame {
  private encoded?: Buffer;

  private constructor(
    readonly id: string | undefined,
    readonly type: string | undefined,
    readonly data: string | undefined,
    readonly retry: number | undefined,
  ) {}

  /** Nobody but this function makes frames with an id, and none with data is without one. */
  static create(id: Cursor, content: { type?: string; data: string; retry?: number }): Frame {
    return new Frame(formatCursor(id), content.type, content.data, content.retry);
  }

  /** A comment: keeps proxies from cutting the line and shows the client that it lives. */
  static readonly heartbeat = new Frame(undefined, undefined, undefined, undefined);

  get bytes(): Buffer {
    return (this.encoded ??= this.encode());
  }

  /**
   * `data` is JSON, in which CR and LF are escaped; event names and cursors are ours. So
   * nothing in a field can end it, and no text from a user can begin another one (P16).
   */
  private encode(): Buffer {
    if (this.data === undefined) return Buffer.from(': heartbeat\n\n');
    const event = this.type === undefined ? '' : `event: ${this.type}\n`;
    const retry = this.retry === undefined ? '' : `retry: ${this.retry}\n`;
    return Buffer.from(`${event}id: ${this.id ?? ''}\n${retry}data: ${this.data}\n\n`);
  }
}

/** The verdict on the cursor, always first. @param retryMs reconnection time for the client */
export const createOpenedFrame = (id: Cursor, opened: StreamOpened, retryMs: number): Frame =>
  Frame.create(id, { type: 'stream.opened', retry: retryMs, data: JSON.stringify(opened) });

/** State as of exactly `id`. */
export const createSnapshotFrame = (id: Cursor, snapshot: unknown): Frame =>
  Frame.create(id, { type: 'stream.snapshot', data: JSON.stringify(snapshot) });

/**
 * The last named frames: an event goes to all its readers before the next one is looked at,
 * in two forms at most (viewers of a share link see less), so remembering two is enough for
 * their bytes to be made once.
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

/** A reading: with the last cursor delivered, so that it moves nobody's. */
export const createEphemeralFrame = (id: Cursor, { type, json }: Ephemeral): Frame =>
  Frame.create(id, { type, data: json });

/** The last word before the response ends. */
export const createClosingFrame = (id: Cursor, closing: StreamClosing, retryMs: number): Frame =>
  Frame.create(id, { type: 'stream.closing', retry: retryMs, data: JSON.stringify(closing) });

export const getHeartbeatFrame = (): Frame => Frame.heartbeat;

import type { MessageEvent } from '@nestjs/common';
import { formatCursor, type Cursor, type StreamClosing, type StreamOpened } from '#contracts';
import type { HistoryEvent } from '#outbox';

/**
 * Every frame is made here, and none without an id but comments: Nest invents an id for
 * a frame that has none, and a browser would store it and resume from it. `id` is the
 * last cursor this connection was really sent.
 */
const frame = (id: Cursor, content: Omit<MessageEvent, 'id'>): MessageEvent => ({
  ...content,
  id: formatCursor(id),
});

/** The verdict on the cursor, always first. @param retryMs reconnection time for the client */
export const openedFrame = (id: Cursor, opened: StreamOpened, retryMs: number): MessageEvent =>
  frame(id, { type: 'stream.opened', retry: retryMs, data: JSON.stringify(opened) });

/** State as of exactly `id`. */
export const snapshotFrame = (id: Cursor, snapshot: unknown): MessageEvent =>
  frame(id, { type: 'stream.snapshot', data: JSON.stringify(snapshot) });

/** @param named false leaves `event:` out, for clients that only know `onmessage` */
export const eventFrame = (epoch: string, event: HistoryEvent, named: boolean): MessageEvent =>
  frame({ epoch, seq: event.seq }, { ...(named && { type: event.type }), data: event.json });

/** The last word before the response ends. */
export const closingFrame = (id: Cursor, closing: StreamClosing, retryMs: number): MessageEvent =>
  frame(id, { type: 'stream.closing', retry: retryMs, data: JSON.stringify(closing) });

/** A comment: keeps proxies from cutting the line and shows the client that it lives. */
export const heartbeatFrame = (): MessageEvent => ({ comment: 'heartbeat' });

import type { AnyCloudEvent, StreamClosing, StreamOpened } from '#contracts';
import { guarded } from '../http/guarded.js';
import type { SseEvent } from '../parser/sse-parser.js';
import type { EventDelivery, Opening, StreamOptions } from './stream-options.js';
import { parseCursor, type StreamPosition } from './stream-position.js';

export interface FrameRouterOptions {
  handlers: StreamOptions;
  position: StreamPosition;
  /** The number that this connection gets once it opens. */
  connection: number;
  /** The time of the request, by `performance.now()`. */
  askedAt: number;
  onOpened: (opening: Opening) => void;
  /** After a cut no more frames may be delivered, even if they are in the same chunk. */
  isCut: () => boolean;
}

/** Parses the frames of one connection and calls the handler of each. */
export class FrameRouter {
  /** The server's `stream.closing`, if it sent one. */
  closing: StreamClosing | undefined;
  #headSeq = 0;

  constructor(private readonly options: FrameRouterOptions) {}

  route({ type, data, lastEventId }: SseEvent): void {
    if (!this.options.isCut()) this.handleFrame(type, JSON.parse(data), lastEventId);
  }

  /** Handles a frame whose data is parsed. */
  handleFrame(type: string, data: unknown, cursor: string): void {
    if (this.options.isCut()) return;
    switch (type) {
      case 'stream.opened':
        this.handleOpened(data as StreamOpened);
        return;
      case 'stream.snapshot':
        this.handleSnapshot(data, cursor);
        return;
      case 'stream.closing':
        this.closing = data as StreamClosing;
        return;
      default:
        this.handleMessage({ type, data, cursor });
    }
  }

  handleOpened(opened: StreamOpened): void {
    const { position, connection, askedAt, onOpened } = this.options;
    requireAnswerTo(position, opened);
    this.#headSeq = parseCursor(opened.head).seq;
    onOpened({ opened, connection, presented: position.cursor, askedAt });
    position.begin(opened.mode);
  }

  handleSnapshot(snapshot: unknown, cursor: string): void {
    const { position, handlers } = this.options;
    if (this.options.isCut()) return;
    position.moveTo(cursor);
    this.#headSeq = Math.max(this.#headSeq, position.seq);
    const at = { cursor, seq: position.seq };
    guarded(() => handlers.onSnapshot?.(snapshot, at), handlers.onError);
  }

  /** Delivers a durable event or an ephemeral message. */
  handleMessage({ type, data, cursor }: { type: string; data: unknown; cursor: string }): void {
    if (this.options.isCut()) return;
    const { handlers } = this.options;
    if (isDurable(data)) this.#deliver(data, cursor);
    else guarded(() => handlers.onEphemeral?.(type, data), handlers.onError);
  }

  #deliver(event: AnyCloudEvent, cursor: string): void {
    const { position, handlers, connection } = this.options;
    const { seq } = parseCursor(cursor);
    const delivery: EventDelivery = { cursor, seq, connection, replayed: seq <= this.#headSeq };
    const isNew = position.advance(cursor);
    const handler = isNew ? handlers.onEvent : handlers.onDuplicate;
    guarded(() => handler?.(event, delivery), handlers.onError);
  }
}

/**
 * An opening that is behind the position, or resumes after it, answers another request: a service worker
 * or a proxy has kept it. It would take the stream back, or leave events out.
 */
function requireAnswerTo(position: StreamPosition, { mode, from, head }: StreamOpened): void {
  const { epoch, seq } = parseCursor(mode === 'fresh' ? head : from);
  const isOld = mode === 'fresh' && epoch === position.epoch && seq < position.seq;
  const hasGap = mode === 'resumed' && seq > position.seq;
  if (isOld || hasGap) throw new Error('a cached answer');
}

/** A durable event is a CloudEvent. Its frame may have no name (`?names=off`). */
const isDurable = (data: unknown): data is AnyCloudEvent =>
  typeof data === 'object' &&
  data !== null &&
  (data as { specversion?: unknown }).specversion === '1.0';

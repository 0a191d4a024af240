import type { Subscription } from 'rxjs';
import type { Requester } from '#access';
import {
  formatCursor,
  parseCursor,
  terminalEventTypes,
  type ClosingReason,
  type Cursor,
} from '#contracts';
import type { HistoryEvent } from '#outbox';
import {
  createClosingFrame,
  getHeartbeatFrame,
  createOpenedFrame,
  createSnapshotFrame,
  type Frame,
} from '../frame/frame.js';
import { isRefusal } from '../stream-access.js';
import { runAt } from './run-at.js';
import type { ConnectionContext } from './connection-context.js';
import { withJitter } from './jitter.js';
import { SlowConsumerDetector } from './slow-consumer-detector.js';
import { describeClosing } from './stream-closing.js';
import { StreamFeed, type FedConnection } from './stream-feed.js';
import { describeOpening, type StreamOpening } from './stream-opener.js';
import type { StreamRequest } from './stream-request.js';

/** Made in this process so far. */
let connections = 0;

/**
 * One client reading one stream, from the request to the last frame. It is prepared before
 * the response begins, so that what has a status of its own can still have it, and started
 * when frames can be written; what ends it in between is told as soon as it starts.
 */
export class StreamConnection implements FedConnection {
  /** Replaced, not pushed to: a list that grows keeps room for sixteen more. */
  private cleanups: readonly (() => void)[] = [];
  private live?: Subscription;
  private readonly feed: StreamFeed;
  private opening: StreamOpening | undefined;
  private state: 'preparing' | 'begun' | 'closed' = 'preparing';
  /** It was closed before anything could be written. */
  private closedEarly: ClosingReason | undefined;
  private readonly patience: SlowConsumerDetector;

  readonly openedAt = Date.now();
  /** Which one it is of this process: connections are told apart, and spread, by it. */
  readonly ordinal = ++connections;

  /** @param id ours, to name the connection to ops */
  constructor(
    readonly id: string,
    readonly request: StreamRequest,
    readonly context: ConnectionContext,
  ) {
    const presented = parseCursor(request.presented ?? '');
    this.patience = new SlowConsumerDetector(request.sink, context.maxLagMs);
    this.feed = new StreamFeed(this, presented ?? { epoch: context.epoch(), seq: 0 });
  }

  get requester(): Requester {
    return this.request.requester;
  }

  get isClosed(): boolean {
    return this.state === 'closed';
  }

  /** Where the client stands, as far as we know from what was written. */
  get progress(): { cursor: string; lag: number; pendingBytes: number } {
    const { pendingBytes } = this.request.sink;
    return { cursor: formatCursor(this.feed.cursor), lag: this.feed.lag, pendingBytes };
  }

  /** Runs when the connection has ended, whoever ended it. */
  onEnd(cleanup: () => void): void {
    if (this.isClosed) cleanup();
    else this.cleanups = [...this.cleanups, cleanup];
  }

  /**
   * Live first, then the past: no event can fall between (house rule 10).
   * @returns false when the cursor stands behind the last event there will ever be
   */
  async prepare(): Promise<boolean> {
    // The client has left, or there is no room: nobody would end what we begin now.
    if (this.isClosed || this.closedEarly) return true;
    this.live = this.context.hub.join(this.request.stream, this.feed);
    try {
      this.opening = await this.context.openings.open(this.request);
      return !this.opening.isOver;
    } catch (error) {
      this.context.onError(error);
      this.close('unavailable');
      return true;
    }
  }

  /** The verdict, the snapshot or what was missed, then on. Frames are written from here on. */
  async start(): Promise<void> {
    // The client left before we began: nobody would end what we start now.
    if (this.isClosed) return;
    this.state = 'begun';
    const { opening, closedEarly } = this;
    // Not `delete`, which would make every later access to this object slow.
    this.opening = undefined;
    if (!opening || closedEarly) {
      this.close(closedEarly ?? 'unavailable');
      return;
    }
    this.limitTime();
    this.begin(opening);
    try {
      await this.feed.begin(opening.missed);
    } catch (error) {
      this.context.onError(error);
      this.close('unavailable');
    }
  }

  /** Shows the client that we live; never before the verdict, which comes first. */
  heartbeat(): void {
    if (this.state !== 'begun') return;
    if (this.patience.isExpired()) this.close('slow_consumer');
    else this.send(getHeartbeatFrame());
  }

  /** What the history says of the stream: finds a lost last event too. */
  noteHead(head: number): void {
    if (this.state === 'begun') this.feed.noteHead(head);
  }

  /** Says why, and ends the response cleanly. */
  close(reason: ClosingReason): void {
    if (this.state === 'preparing') this.closedEarly ??= reason;
    if (this.state !== 'begun') return;
    // First: the last frame may overflow too, and must not close it again.
    this.state = 'closed';
    const { closing, retryMs } = describeClosing(reason, this.context.retryMs);
    this.send(createClosingFrame(this.feed.cursor, closing, retryMs));
    this.finish();
  }

  /** The client is gone, or will be answered in another way. */
  end(): void {
    if (this.isClosed) return;
    this.state = 'closed';
    this.finish();
  }

  private send(frame: Frame): void {
    this.request.sink.send(frame);
  }

  afterEvent(event: HistoryEvent): void {
    if (terminalEventTypes.has(event.type)) this.close('end');
    else if (event.type === 'trip.redispatching') void this.recheckAccess();
  }

  private finish(): void {
    if (this.live) this.context.hub.leave(this.request.stream, this.live);
    this.context.onEnd?.(this.id);
    for (const cleanup of this.cleanups) cleanup();
  }

  /** By its token or by its age, whichever ends first: one timer. */
  private limitTime(): void {
    const { expiresAt } = this.request.requester;
    const oldest = new Date(Date.now() + this.context.maxAgeMs * (1 + Math.random() / 5));
    const [end, reason]: [Date, ClosingReason] =
      expiresAt < oldest ? [expiresAt, 'token_expired'] : [oldest, 'max_age'];
    this.onEnd(runAt(end, this.close.bind(this, reason)));
  }

  private begin(opening: StreamOpening): void {
    const { decision, epoch, head, snapshot } = opening;
    const from: Cursor = decision.mode === 'resumed' ? decision.from : { epoch, seq: 0 };
    this.feed.moveTo(from, head);
    const opened = describeOpening(opening, this.request.stream, this.context.heartbeatSeconds);
    this.send(createOpenedFrame(from, opened, withJitter(this.context.retryMs)));
    if (!snapshot) return;
    this.feed.moveTo({ epoch, seq: head }, head);
    this.send(createSnapshotFrame(this.feed.cursor, snapshot.data));
    if (snapshot.ended) this.close('end');
  }

  /** A driver who gave the trip back has no right to it; when in doubt, they ask again. */
  private async recheckAccess(): Promise<void> {
    this.feed.hold();
    try {
      await this.context.access.check(this.request.requester, this.request.stream);
    } catch (error) {
      this.close(isRefusal(error) ? 'revoked' : 'unavailable');
      return;
    }
    this.feed.release();
  }
}

import type { Subscription } from 'rxjs';
import type { Requester } from '#access';
import {
  formatCursor,
  parseCursor,
  type AckRefused,
  type ClosingReason,
  type Cursor,
} from '#contracts';
import {
  createAckRefusedFrame,
  createClosingFrame,
  createOpenedFrame,
  createPaddingFrame,
  createSnapshotFrame,
} from '../frame/frame.js';
import { isRefusal } from '../stream-access.js';
import type { ConnectionContext } from './connection-context.js';
import { withJitter } from './jitter.js';
import { runAt } from './run-at.js';
import { SlowConsumerDetector } from './slow-consumer-detector.js';
import { describeClosing } from './stream-closing.js';
import { StreamFeed, type FeedOutcome, type FeedOwner } from './stream-feed.js';
import { describeOpening, type StreamOpening } from './stream-opener.js';
import type { StreamRequest } from './stream-request.js';

/** Number of connections that this process has created. */
let created = 0;

/**
 * One client that reads one stream, from the request to the last frame. The connection owns the
 * life cycle: `prepare` runs before the response begins, so that a request can still be answered
 * with a status; `start` runs when frames can be written; then come heartbeats, access checks and
 * the end. The events themselves are the feed's. A reason to close that comes before `start` is
 * kept, and sent as the first and only frame.
 */
export class StreamConnection implements FeedOwner {
  /** Replaced by `concat`: an array that grows otherwise reserves room for sixteen more elements. */
  private cleanups: readonly (() => void)[] = [];
  private live?: Subscription;
  private readonly feed: StreamFeed;
  private opening: StreamOpening | undefined;
  private state: 'preparing' | 'started' | 'closed' = 'preparing';
  /** The reason to close that came before frames could be written. */
  private earlyReason: ClosingReason | undefined;
  private sentReason: ClosingReason | undefined;
  private readonly slowConsumer: SlowConsumerDetector;

  readonly openedAt = Date.now();
  /** By the monotonic clock. */
  readonly openedAtMs = performance.now();
  /** Counts the connections of this process. The heartbeat wheel spreads them by it. */
  readonly ordinal = ++created;

  /** @param id names the connection in `GET /v1/ops/connections` */
  constructor(
    readonly id: string,
    readonly request: StreamRequest,
    readonly context: ConnectionContext,
  ) {
    const presented = parseCursor(request.presented ?? '') ?? {
      epoch: context.source.lastEpoch ?? '0',
      seq: 0,
    };
    this.slowConsumer = new SlowConsumerDetector(request.sink, context.maxLagMs);
    this.feed = new StreamFeed(request, context, presented, this);
  }

  get requester(): Requester {
    return this.request.requester;
  }

  /** The reason that `stream.closing` gave; undefined before it, and when the client has left. */
  get closingReason(): ClosingReason | undefined {
    return this.sentReason;
  }

  get isClosed(): boolean {
    return this.state === 'closed';
  }

  /** How far the client is, judged by what this process has written. */
  get progress(): { cursor: string; lag: number; pendingBytes: number } {
    const { pendingBytes } = this.request.sink;
    return { cursor: formatCursor(this.feed.cursor), lag: this.feed.lag, pendingBytes };
  }

  /** Runs `cleanup` when the connection has ended, or now if it has. */
  onEnd(cleanup: () => void): void {
    if (this.isClosed) cleanup();
    else this.cleanups = this.cleanups.concat(cleanup);
  }

  /**
   * Subscribes to live events first and reads the past afterwards, so that no event falls
   * between the two.
   *
   * @returns false when the cursor stands behind the last event that the stream will ever have
   */
  async prepare(): Promise<boolean> {
    // The client has left or a limit is reached, so no later call would end this subscription.
    if (this.isClosed || this.earlyReason) return true;
    this.live = this.context.hub.join(this.request.stream, this.feed);
    const noteOpened = this.watchOpening();
    try {
      this.opening = await this.context.source.open(this.request);
      noteOpened(this.opening.decision);
      return !this.opening.isOver;
    } catch (error) {
      noteOpened({ mode: 'unavailable' });
      this.context.onError(error);
      this.close('unavailable');
      return true;
    }
  }

  /**
   * Sends `stream.opened`, then the snapshot or the missed events, then live events. Frames may be
   * written from here on.
   */
  async start(): Promise<void> {
    // The client left during the preparation, so no later call would end the timer set below.
    if (this.isClosed) return;
    this.state = 'started';
    const { opening, earlyReason } = this;
    // An assignment and not `delete`, which would slow down every later access to this object.
    this.opening = undefined;
    if (!opening || earlyReason) {
      this.close(earlyReason ?? 'unavailable');
      return;
    }
    this.limitLifetime();
    this.sendOpening(opening);
    try {
      await this.feed.start(opening.missed);
    } catch (error) {
      this.context.onError(error);
      this.close('unavailable');
    }
  }

  /** Sends a heartbeat, but never before `stream.opened`; closes a client that takes no bytes. */
  heartbeat(): void {
    if (this.state !== 'started') return;
    if (this.slowConsumer.isExpired()) this.close('slow_consumer');
    else this.request.sink.sendHeartbeat();
  }

  /** Answers an acknowledgement of this client, which no other one sees. */
  refuseAck(refused: AckRefused): void {
    if (this.state !== 'started') return;
    this.request.sink.send(createAckRefusedFrame(this.feed.cursor, refused));
  }

  /** Takes the head of the stream as the history has it, which reveals a lost last event too. */
  noteHead(head: number): void {
    if (this.state === 'started') this.feed.noteHead(head);
  }

  /** Sends `stream.closing` with the reason, and ends the response cleanly. */
  close(reason: ClosingReason): void {
    if (this.state === 'preparing') this.earlyReason ??= reason;
    if (this.state !== 'started') return;
    // The state changes first: the last frame may overflow the sink, which must not close again.
    this.state = 'closed';
    this.sentReason = reason;
    const { closing, retryMs } = describeClosing(reason, this.context.retryMs);
    this.context.metrics.streamClosings.inc({ reason });
    this.request.sink.send(createClosingFrame(this.feed.cursor, closing, retryMs));
    this.finish();
  }

  /** Ends without a frame: the client has left, or the request is answered in another way. */
  end(): void {
    if (this.isClosed) return;
    this.state = 'closed';
    this.finish();
  }

  /** Takes what the feed reports. */
  onOutcome(outcome: FeedOutcome): void {
    if (outcome === 'access_check_due') void this.recheckAccess();
    else this.close(outcome);
  }

  /** @returns a function that takes the decision when it is there */
  private watchOpening(): (decision: { mode: string; reason?: string }) => void {
    const { stream, requester } = this.request;
    const { metrics, tracing } = this.context;
    const span = tracing.startSpan('stream.open', {
      attributes: {
        'tripstream.stream': stream,
        'tripstream.role': requester.role,
        'tripstream.connection': this.id,
      },
    });
    return ({ mode, reason = '' }) => {
      metrics.streamOpens.inc({ mode, reason });
      span?.end({ 'tripstream.mode': mode, 'tripstream.reason': reason });
    };
  }

  private finish(): void {
    this.feed.stop();
    if (this.live) this.context.hub.leave(this.request.stream, this.live);
    this.context.onEnd?.(this.id);
    for (const cleanup of this.cleanups) cleanup();
  }

  /** One timer for the earlier of two ends: the expiry of the token, and the maximum age. */
  private limitLifetime(): void {
    const { expiresAt } = this.requester;
    const oldest = new Date(Date.now() + this.context.maxAgeMs * (1 + Math.random() / 5));
    const [end, reason]: [Date, ClosingReason] =
      expiresAt < oldest ? [expiresAt, 'token_expired'] : [oldest, 'max_age'];
    this.onEnd(runAt(end, this.close.bind(this, reason)));
  }

  private sendOpening(opening: StreamOpening): void {
    const { decision, epoch, head, snapshot } = opening;
    const { sink, stream, padding } = this.request;
    const from: Cursor = decision.mode === 'resumed' ? decision.from : { epoch, seq: 0 };
    this.feed.moveTo(from, head);
    const opened = describeOpening(opening, stream, this.context.heartbeatSeconds);
    sink.send(createOpenedFrame(from, opened, withJitter(this.context.retryMs)));
    if (padding > 0) sink.send(createPaddingFrame(padding));
    if (!snapshot) return;
    this.feed.moveTo({ epoch, seq: head }, head);
    sink.send(createSnapshotFrame(this.feed.cursor, snapshot.data));
    if (snapshot.ended) this.close('end');
  }

  /**
   * A driver who gave the trip back may not read on. If the check fails without an answer, the
   * client has to resume.
   */
  private async recheckAccess(): Promise<void> {
    try {
      await this.context.access.check(this.requester, this.request.stream);
    } catch (error) {
      this.close(isRefusal(error) ? 'revoked' : 'unavailable');
      return;
    }
    this.feed.resume();
  }
}

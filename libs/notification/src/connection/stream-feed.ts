import { Subscription, type Observer } from 'rxjs';
import {
  eventTypesAfterEnd,
  terminalEventTypes,
  type ClosingReason,
  type Cursor,
} from '#contracts';
import type { HistoryEvent } from '#outbox';
import { createEphemeralFrame, createEventFrame } from '../frame/frame.js';
import type { FrameSink } from '../frame/frame-sink.js';
import type { Ephemeral } from '../hub/ephemeral.js';
import type { LiveEvent, LiveItem } from '../hub/stream-hub.js';
import type { ConnectionContext } from './connection-context.js';
import type { StreamRequest } from './stream-request.js';

/** Events read from the mailbox in one query, of about 1.5 KB each. */
const PAGE_SIZE = 100;

/**
 * What the feed reports to its owner. `access_check_due`: a driver gave the trip back, and the
 * feed is paused until `resume`. Every other outcome is the reason to close the stream.
 */
export type FeedOutcome =
  Extract<ClosingReason, 'end' | 'unavailable' | 'slow_consumer'> | 'access_check_due';

/** Takes the outcomes, each at once. It answers a reason to close with `stop`. */
export interface FeedOwner {
  /** Names the connection. */
  readonly id: string;
  onOutcome(outcome: FeedOutcome): void;
}

/**
 * Sends the events of one stream to one client, each once and in order. The feed knows the last
 * sequence number that it sent. It sends the next number and drops a lower one. A higher one
 * shows that an event was missed, and the feed reads the gap from the mailbox (ADR 0003). While
 * it catches up, live events only raise the target: every announced event is in the mailbox, so
 * the feed needs no buffer.
 *
 * The feed is its own subscription, so that RxJS makes no subscriber and no observer around it: they
 * would be two objects more for each connection, and two more to call for each event.
 */
export class StreamFeed extends Subscription implements Observer<LiveItem> {
  /** True before `start` and while the mailbox is read; live events only raise the target then. */
  private catchingUp = true;
  /** The highest sequence number that is known to exist. */
  private target = 0;
  /** True during an access check: the events that commit meanwhile may be for another driver. */
  private isPaused = false;
  private isStopped = false;
  private readonly isTrip: boolean;
  private readonly isViewer: boolean;
  // Copied from the request: each further object on the path of an event costs a cache miss.
  private readonly named: boolean;
  private readonly sink: FrameSink;

  /**
   * @param last the presented cursor; afterwards the last cursor that was sent
   */
  constructor(
    private readonly request: StreamRequest,
    private readonly context: ConnectionContext,
    private last: Cursor,
    private readonly owner: FeedOwner,
  ) {
    super();
    this.isTrip = request.stream.startsWith('trip/');
    this.isViewer = request.requester.role === 'viewer';
    this.named = request.named;
    this.sink = request.sink;
  }

  /** The last cursor that was sent, or the presented one before the first event. */
  get cursor(): Cursor {
    return this.last;
  }

  /** Number of events that are known to exist and were not sent yet. */
  get lag(): number {
    return Math.max(0, this.target - this.last.seq);
  }

  /** Sets the position of the client, as the resume decision or a snapshot defines it. */
  moveTo(cursor: Cursor, head: number): void {
    this.last = { ...cursor };
    this.target = Math.max(this.target, head);
  }

  /**
   * Sends the events after the position of the client, then goes live.
   *
   * @param missed the first of those events, where they were read along with the decision
   * @throws DomainError DATABASE_UNAVAILABLE
   */
  async start(missed: readonly HistoryEvent[]): Promise<void> {
    await this.catchUp(missed);
  }

  /** Takes an item from the hub, in any order. An error ends this stream and no other one. */
  next(item: LiveItem): void {
    try {
      if ('seq' in item) this.onLive(item);
      else this.onEphemeral(item);
    } catch (error) {
      this.context.onError(error);
      this.owner.onOutcome('unavailable');
    }
  }

  /** The hub reports no error. */
  error(): void {}

  /** The hub never completes. */
  complete(): void {}

  /** Takes the head of the stream as the history has it, which reveals a lost last event too. */
  noteHead(head: number): void {
    this.target = Math.max(this.target, head);
    if (this.catchingUp || this.lag === 0) return;
    this.context.metrics.healedGaps.inc();
    void this.heal();
  }

  /** Continues after an access check, with the events that committed meanwhile. */
  resume(): void {
    this.isPaused = false;
    if (!this.catchingUp && this.lag > 0) void this.heal();
  }

  /** Ends the feed: from now on it sends no event. */
  stop(): void {
    this.isStopped = true;
  }

  private onLive(event: LiveEvent): void {
    const { hints, healedGaps } = this.context.metrics;
    this.target = Math.max(this.target, event.seq);
    if (event.seq <= this.last.seq) {
      hints.repeated += 1;
      return;
    }
    if (this.catchingUp) return;
    if (event.seq > this.last.seq + 1) {
      hints.gap += 1;
      healedGaps.inc();
      void this.heal();
    } else if (this.isBusy) {
      // A client that falls behind gets the rest from the mailbox, at its own pace.
      void this.heal();
    } else {
      hints.next += 1;
      this.deliver(event, 'live');
      this.noteLiveDelivery(event);
    }
  }

  /** Skips a client that is behind: only the latest ephemeral frame counts, and another follows. */
  private onEphemeral(ephemeral: Ephemeral): void {
    if (this.catchingUp || this.sink.isBehind) return;
    this.sink.send(createEphemeralFrame(this.last, ephemeral));
  }

  private get isBusy(): boolean {
    return this.sink.pendingBytes > this.context.maxWaitingBytes;
  }

  private async heal(): Promise<void> {
    try {
      await this.catchUp([]);
    } catch (error) {
      // The stream stays open, and the next comparison of heads finds the gap again.
      this.catchingUp = false;
      this.context.onError(error);
    }
  }

  /** Reads the mailbox until every event that is known to exist is sent, then goes live. */
  private async catchUp(missed: readonly HistoryEvent[]): Promise<void> {
    this.catchingUp = true;
    this.deliverPage(missed);
    while (this.hasMissing()) {
      if (!(await this.waitForRoom())) {
        this.owner.onOutcome('slow_consumer');
        return;
      }
      const events = await this.context.source.readPage({
        epoch: this.last.epoch,
        stream: this.request.stream,
        after: this.last.seq,
        limit: PAGE_SIZE,
      });
      if (this.hasMissing() && events[0]?.seq !== this.last.seq + 1) {
        // The retention deleted the next event. The client comes back and gets `history_trimmed`.
        this.owner.onOutcome('unavailable');
        return;
      }
      this.deliverPage(events);
    }
    // There is no await since the comparison, so no event can have been announced in between.
    this.catchingUp = false;
  }

  /**
   * Waits until the client has taken half of the bytes that make it busy, so that the next page is
   * read for many events and not for one.
   *
   * @returns false when the client takes no bytes
   */
  private waitForRoom(): Promise<boolean> {
    const { maxWaitingBytes, maxLagMs } = this.context;
    return this.sink.waitUntilBelow(maxWaitingBytes / 2, maxLagMs);
  }

  private hasMissing(): boolean {
    return !this.isStopped && !this.isPaused && this.lag > 0;
  }

  /** Stops when too many bytes wait for the client: the rest is read again when they are sent. */
  private deliverPage(events: readonly HistoryEvent[]): void {
    for (const event of events) {
      if (this.isBusy) return;
      this.deliver(event, 'replay');
    }
  }

  private deliver(event: HistoryEvent, path: 'live' | 'replay'): void {
    if (this.isStopped || this.isPaused || event.seq !== this.last.seq + 1) return;
    if (this.isViewer && eventTypesAfterEnd.has(event.type)) {
      this.owner.onOutcome('end');
      return;
    }
    this.last.seq = event.seq;
    const { redactor, metrics } = this.context;
    const visible = this.isViewer ? redactor.redactFor(this.request.requester, event) : event;
    this.sink.send(createEventFrame(this.last.epoch, visible, this.named));
    metrics.delivered[path] += 1;
    this.context.trail.note({
      step: path === 'live' ? 'written' : 'replayed',
      event: event.id,
      stream: this.request.stream,
      seq: event.seq,
      connection: this.owner.id,
    });
    if (this.isTrip) this.reportTripEvent(event.type);
  }

  /** One reader of a stream takes the span of an event: a thousand viewers make one span. */
  private noteLiveDelivery(event: LiveEvent): void {
    const { metrics, tracing } = this.context;
    if (event.appendedAt !== undefined) {
      // The clock of the database has no other counterpart here than the time of day.
      const now = Date.now();
      metrics.commitToClientSeconds.observe(Math.max(0, now - event.appendedAt) / 1000);
    }
    if (!event.traceparent) return;
    const link = event.traceparent;
    event.traceparent = undefined;
    const span = tracing.startSpan('stream.deliver', {
      kind: 'consumer',
      origin: { link },
      attributes: {
        'tripstream.event.id': event.id,
        'tripstream.event.type': event.type,
        'tripstream.stream': this.request.stream,
        'tripstream.seq': event.seq,
        'tripstream.connection': this.owner.id,
      },
    });
    span?.end();
  }

  /** What is known to follow the end of the trip is sent before the end of the stream. */
  private reportTripEvent(type: string): void {
    if (terminalEventTypes.has(type) || eventTypesAfterEnd.has(type)) {
      if (this.lag === 0) this.owner.onOutcome('end');
    } else if (type === 'trip.redispatching') {
      this.isPaused = true;
      this.owner.onOutcome('access_check_due');
    }
  }
}

import type { Requester } from '#access';
import type { ClosingReason, Cursor } from '#contracts';
import type { HistoryEvent } from '#outbox';
import { createEventFrame, createEphemeralFrame } from '../frame/frame.js';
import type { ResponseSink } from '../frame/response-sink.js';
import type { Ephemeral } from '../hub/ephemeral.js';
import type { LiveItem } from '../hub/stream-hub.js';
import type { ConnectionContext } from './connection-context.js';
import type { StreamRequest } from './stream-request.js';

/** Events read from the mailbox at once, of about 1.5 KB each. */
const PAGE = 100;

/** The connection that is fed. */
export interface FedConnection {
  readonly request: StreamRequest;
  readonly context: ConnectionContext;
  readonly requester: Requester;
  readonly isClosed: boolean;
  /** Called after each durable event of a trip's stream; it may close or hold the feed. */
  afterEvent(event: HistoryEvent): void;
  close(reason: ClosingReason): void;
}

/**
 * What one reader was sent, and what comes next. It knows the last number it sent: the
 * next one is sent, a lower one dropped, a higher one means that something was missed,
 * which is then read from the mailbox (ADR 0003). While it catches up, live events only
 * move the target, so nothing needs to be buffered: what was announced is in the mailbox.
 */
export class StreamFeed {
  /** Opening, or reading from the mailbox; live events wait there meanwhile. */
  private catchingUp = true;
  /** The highest number known to exist. */
  private target = 0;
  /** Waits for an access check; what commits meanwhile may be for somebody else. */
  private held = false;
  private readonly isTrip: boolean;
  private readonly isViewer: boolean;
  // Taken from the request once: at each event, every further object costs a cache miss.
  private readonly named: boolean;
  private readonly sink: ResponseSink;

  /** @param last cursor delivered, or presented; nothing sent ever carries a higher one */
  constructor(
    private readonly connection: FedConnection,
    private last: Cursor,
  ) {
    const { stream, requester, named, sink } = connection.request;
    this.isTrip = stream.startsWith('trip/');
    this.isViewer = requester.role === 'viewer';
    this.named = named;
    this.sink = sink;
  }

  /** Last cursor delivered, or presented. */
  get cursor(): Cursor {
    return this.last;
  }

  /** Events known to exist and not sent yet. */
  get lag(): number {
    return Math.max(0, this.target - this.last.seq);
  }

  /** Where the reader stands from now on, by the verdict or by a snapshot. */
  moveTo(cursor: Cursor, head: number): void {
    this.last = { ...cursor };
    this.target = Math.max(this.target, head);
  }

  /** @param missed the first of what follows, when it was read already */
  async begin(missed: readonly HistoryEvent[]): Promise<void> {
    await this.catchUp(missed);
  }

  /** From the hub, in any order. What goes wrong here ends this reader's stream, and nothing else. */
  next(item: LiveItem): void {
    try {
      if ('seq' in item) this.onLive(item);
      else this.onEphemeral(item);
    } catch (error) {
      this.connection.context.onError(error);
      this.connection.close('unavailable');
    }
  }

  private onLive(event: HistoryEvent): void {
    this.target = Math.max(this.target, event.seq);
    if (this.catchingUp || event.seq <= this.last.seq) return;
    if (event.seq > this.last.seq + 1) {
      this.connection.context.metrics.healedGaps.inc();
      void this.heal();
    } else if (this.isBusy) {
      // A reader that falls behind gets the rest from the mailbox, at its own pace.
      void this.heal();
    } else this.deliver(event, 'live');
  }

  /** The latest counts: whoever can't take it now gets the next one. */
  private onEphemeral(reading: Ephemeral): void {
    if (this.catchingUp || this.sink.isBehind) return;
    this.sink.send(createEphemeralFrame(this.last, reading));
  }

  /** What the history says of the stream: finds a lost last event too. */
  noteHead(head: number): void {
    this.target = Math.max(this.target, head);
    if (this.catchingUp || this.lag === 0) return;
    this.connection.context.metrics.healedGaps.inc();
    void this.heal();
  }

  /** Sends nothing more until `release`. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    if (!this.catchingUp && this.lag > 0) void this.heal();
  }

  private get isBusy(): boolean {
    return this.sink.pendingBytes > this.connection.context.maxWaitingBytes;
  }

  private async heal(): Promise<void> {
    try {
      await this.catchUp([]);
    } catch (error) {
      // Still behind and still open: the next heartbeat finds it and tries again.
      this.catchingUp = false;
      this.connection.context.onError(error);
    }
  }

  /** Reads the mailbox until nothing that is known to exist is missing, then goes live. */
  private async catchUp(missed: readonly HistoryEvent[]): Promise<void> {
    const { request, context } = this.connection;
    this.catchingUp = true;
    this.deliverPage(missed);
    while (this.isStillOwed()) {
      if (!(await this.sink.waitUntilDrained(context.maxLagMs))) {
        this.connection.close('slow_consumer');
        return;
      }
      const { events } = await context.history.readPage(request.stream, this.last.seq, PAGE);
      if (this.isStillOwed() && events[0]?.seq !== this.last.seq + 1) {
        // Trimmed under our feet. The client comes back and is told `history_trimmed`.
        this.connection.close('unavailable');
        return;
      }
      this.deliverPage(events);
    }
    // No await since the comparison: nothing can have been announced in between.
    this.catchingUp = false;
  }

  private isStillOwed(): boolean {
    return !this.connection.isClosed && !this.held && this.lag > 0;
  }

  /** Stops where too much waits for the reader: the rest is read again when it has taken that. */
  private deliverPage(events: readonly HistoryEvent[]): void {
    for (const event of events) {
      if (this.isBusy) return;
      this.deliver(event, 'replay');
    }
  }

  private deliver(event: HistoryEvent, path: 'live' | 'replay'): void {
    const { connection } = this;
    if (connection.isClosed || this.held || event.seq !== this.last.seq + 1) return;
    this.last.seq = event.seq;
    const shown = this.isViewer
      ? connection.context.redactor.redactFor(connection.requester, event)
      : event;
    this.sink.send(createEventFrame(this.last.epoch, shown, this.named));
    connection.context.metrics.delivered[path] += 1;
    if (this.isTrip) connection.afterEvent(event);
  }
}

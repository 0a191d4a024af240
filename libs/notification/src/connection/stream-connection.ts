import { Subject, type Observable, type Subscription } from 'rxjs';
import { parseCursor, terminalEventTypes, type ClosingReason, type Cursor } from '#contracts';
import type { HistoryEvent } from '#outbox';
import {
  closingFrame,
  eventFrame,
  heartbeatFrame,
  readingFrame,
  openedFrame,
  snapshotFrame,
  type Frame,
} from '../frame/frame.js';
import type { Reading } from '../hub/reading.js';
import { isRefusal } from '../stream-access.js';
import { at } from './at.js';
import type { ConnectionContext } from './connection-context.js';
import { describeClosing } from './stream-closing.js';
import { MAX_WAITING_BYTES, PAGE, SLOWEST_READER_MS } from './connection-limits.js';
import { jittered } from './jitter.js';
import { describeOpening, type StreamOpening } from './stream-opening.js';
import type { StreamRequest } from './stream-request.js';

/**
 * One client reading one stream. It knows the last number it sent: the next one is sent,
 * a lower one dropped, a higher one means that something was missed, which is then read
 * from the mailbox (ADR 0003). While it opens or heals, live events only move the target, so
 * nothing needs to be buffered: what was announced is in the mailbox.
 */
export class StreamConnection {
  private readonly out = new Subject<Frame>();
  private readonly cleanups: (() => void)[] = [];
  /** Opening, or reading from the mailbox; live events wait there meanwhile. */
  private catchingUp = true;
  /** The highest number known to exist. */
  private target = 0;
  /** Last cursor delivered, or presented; nothing sent ever carries a higher one. */
  private last: Cursor;
  private begun = false;
  private closed = false;
  /** Waits for the access check; what commits meanwhile may be for somebody else. */
  private inDoubt = false;
  private readonly isTrip: boolean;

  /** What the response is written from; it completes after `stream.closing` and never fails. */
  readonly frames$: Observable<Frame> = this.out.asObservable();

  constructor(
    readonly request: StreamRequest,
    private readonly context: ConnectionContext,
  ) {
    const presented = parseCursor(request.presented ?? '');
    this.last = presented ?? { epoch: context.epoch, seq: 0 };
    this.isTrip = request.stream.startsWith('trip/');
  }

  /** Runs when the connection has ended, whoever ended it. */
  onEnd(cleanup: () => void): void {
    this.cleanups.push(cleanup);
  }

  /** Live first, then the past, then on: no event can fall between (house rule 10). */
  async open(): Promise<void> {
    // The client left before we began: nobody would end what we start now.
    if (this.closed) return;
    const { hub, openings } = this.context;
    const live: Subscription = hub.live$(this.request.stream).subscribe((event) => {
      if ('seq' in event) this.onLive(event);
      else this.onReading(event);
    });
    this.onEnd(live.unsubscribe.bind(live));
    this.onEnd(at(this.request.reader.expiresAt, this.close.bind(this, 'token_expired')));
    try {
      this.begin(await openings.open(this.request));
      await this.catchUp();
    } catch (error) {
      this.context.onTrouble(error);
      this.close('unavailable');
    }
  }

  /** Shows the client that we live; never before the verdict, which comes first. */
  heartbeat(): void {
    if (this.begun && !this.closed) this.out.next(heartbeatFrame());
  }

  /** What the history says of the stream: finds a lost last event too. */
  noteHead(head: number): void {
    this.target = Math.max(this.target, head);
    if (this.catchingUp || this.target <= this.last.seq) return;
    this.context.metrics.healedGaps.inc();
    void this.heal();
  }

  /** Says why, and ends the response cleanly. */
  close(reason: ClosingReason): void {
    if (this.closed) return;
    // First: the last frame may overflow too, and must not close it again.
    this.closed = true;
    const { closing, retryMs } = describeClosing(reason, this.context.retryMs);
    this.out.next(closingFrame(this.last, closing, retryMs));
    this.out.complete();
    for (const cleanup of this.cleanups) cleanup();
  }

  /** The client is gone, or has been told everything. */
  end(): void {
    if (this.closed) return;
    this.closed = true;
    this.out.complete();
    for (const cleanup of this.cleanups) cleanup();
  }

  private begin(opening: StreamOpening): void {
    if (this.closed) return;
    this.begun = true;
    const { verdict, epoch, head, snapshot } = opening;
    this.last = verdict.mode === 'resumed' ? { ...verdict.from } : { epoch, seq: 0 };
    const opened = describeOpening(opening, this.request.stream, this.context.heartbeatSeconds);
    this.out.next(openedFrame(this.last, opened, jittered(this.context.retryMs)));
    this.target = Math.max(this.target, head);
    if (!snapshot) return;
    this.last = { epoch, seq: head };
    this.out.next(snapshotFrame(this.last, snapshot.data));
    if (snapshot.ended) this.close('end');
  }

  /** The latest counts: whoever can't take it now gets the next one. */
  private onReading(reading: Reading): void {
    const isBusy = this.catchingUp || this.closed || this.request.sink.pendingBytes > 0;
    if (!isBusy) this.out.next(readingFrame(this.last, reading));
  }

  private onLive(event: HistoryEvent): void {
    this.target = Math.max(this.target, event.seq);
    if (this.catchingUp || event.seq <= this.last.seq) return;
    if (event.seq > this.last.seq + 1) {
      this.context.metrics.healedGaps.inc();
      void this.heal();
    } else if (this.request.sink.pendingBytes > MAX_WAITING_BYTES) {
      // A reader that falls behind gets the rest from the mailbox, at its own pace.
      void this.heal();
    } else this.deliver(event, 'live');
  }

  private async heal(): Promise<void> {
    try {
      await this.catchUp();
    } catch (error) {
      // Still behind and still open: the next heartbeat finds it and tries again.
      this.catchingUp = false;
      this.context.onTrouble(error);
    }
  }

  /** Reads the mailbox until nothing that is known to exist is missing, then goes live. */
  private async catchUp(): Promise<void> {
    this.catchingUp = true;
    while (!this.closed && !this.inDoubt && this.last.seq < this.target) {
      if (!(await this.request.sink.drained(SLOWEST_READER_MS))) {
        this.close('slow_consumer');
        return;
      }
      const range = { after: this.last.seq, limit: PAGE };
      const page = await this.context.history.read(this.request.stream, range);
      if (page[0]?.seq !== this.last.seq + 1) {
        // Trimmed under our feet. The client comes back and is told `history_trimmed`.
        this.close('unavailable');
        return;
      }
      for (const event of page) this.deliver(event, 'replay');
    }
    // No await since the comparison: nothing can have been announced in between.
    this.catchingUp = false;
  }

  private deliver(event: HistoryEvent, path: 'live' | 'replay'): void {
    if (this.closed || this.inDoubt || event.seq !== this.last.seq + 1) return;
    this.last.seq = event.seq;
    this.out.next(eventFrame(this.last.epoch, event, this.request.named));
    this.context.metrics.delivered[path] += 1;
    if (!this.isTrip) return;
    if (terminalEventTypes.has(event.type)) this.close('end');
    else if (event.type === 'trip.redispatching') void this.recheckAccess();
  }

  /** A driver who gave the trip back has no right to it; when in doubt, they ask again. */
  private async recheckAccess(): Promise<void> {
    this.inDoubt = true;
    try {
      await this.context.access.check(this.request.reader, this.request.stream);
    } catch (error) {
      this.close(isRefusal(error) ? 'revoked' : 'unavailable');
      return;
    }
    this.inDoubt = false;
    this.noteHead(this.target);
  }
}

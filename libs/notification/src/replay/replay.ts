import { setTimeout as pause } from 'node:timers/promises';
import type { Requester } from '#access';
import type { ClosingReason, Cursor, StreamId } from '#contracts';
import type { HistoryEvent } from '#outbox';
import { runAt } from '../connection/run-at.js';
import type { PendingResponse } from '../connection/pending-responses.js';
import { withJitter } from '../connection/jitter.js';
import { describeClosing } from '../connection/stream-closing.js';
import { describeOpening } from '../connection/stream-opener.js';
import type { StreamRequest } from '../connection/stream-request.js';
import {
  createClosingFrame,
  createEventFrame,
  createOpenedFrame,
  createPaddingFrame,
} from '../frame/frame.js';
import type { EventRedactor } from '../frame/event-redactor.js';
import type { StreamSource } from '../source/stream-source.js';
import { isRefusal, type StreamAccess } from '../stream-access.js';
import { ReplayClock } from './replay-clock.js';
import { isAfterEnd, type ReplayOpening } from './replay-opener.js';

/** Events read from the mailbox in one query, of about 1.5 KB each. */
const PAGE_SIZE = 50;
/** No event is sent while more bytes wait for the client. */
const MAX_WAITING_BYTES = 16 * 1024;
/** A client that takes no bytes for this long is closed; it resumes from its cursor. */
const MAX_LAG_MS = 15_000;
/** The access check is repeated before an event if the last one is older than this. */
const ACCESS_CHECK_INTERVAL_MS = 1000;
/** A longer pause of a slow replay is divided: a timer of Node is limited to 24.8 days. */
const MAX_PAUSE_MS = 24 * 3600 * 1000;

/** The dependencies and settings that all replays of this process share. */
export interface ReplayContext {
  source: Pick<StreamSource, 'readPage' | 'lastEpoch'>;
  access: StreamAccess;
  redactor: EventRedactor;
  heartbeatSeconds: number;
  /** Reconnection time before jitter, in milliseconds. */
  retryMs: number;
  onError: (error: unknown) => void;
}

/**
 * Sends the past events of one trip's stream again: the same bytes with the same ids, at the
 * recorded pace divided by `speed`. Ends with the end of the trip, or with the last event that had
 * committed when it began.
 */
export class Replay implements PendingResponse {
  readonly requester: Requester;
  readonly stream: StreamId;
  private readonly cleanups: (() => void)[] = [];
  private readonly ending = new AbortController();
  private readonly clock: ReplayClock;
  private last: Cursor;
  private checkedAt = performance.now();

  constructor(
    private readonly request: StreamRequest,
    private readonly context: ReplayContext,
    speed: number,
  ) {
    this.requester = request.requester;
    this.stream = request.stream;
    this.clock = new ReplayClock(speed);
    this.last = { epoch: context.source.lastEpoch ?? '0', seq: 0 };
  }

  /** Runs `cleanup` when the replay has ended, or now if it has. */
  onEnd(cleanup: () => void): void {
    if (this.isOver) cleanup();
    else this.cleanups.push(cleanup);
  }

  /** Sends the replay until it is over or is closed. Never rejects. */
  async run(opening: ReplayOpening): Promise<void> {
    if (this.isOver) return;
    this.onEnd(runAt(this.requester.expiresAt, this.close.bind(this, 'token_expired')));
    this.sendOpening(opening);
    try {
      for await (const event of this.readPast(opening)) {
        if (isAfterEnd(event)) break;
        if (!(await this.waitUntilReady(event))) return;
        this.last = { ...this.last, seq: event.seq };
        const visible = this.context.redactor.redactFor(this.requester, event);
        this.request.sink.send(createEventFrame(this.last.epoch, visible, this.request.named));
      }
      this.close('end');
    } catch (error) {
      if (!isRefusal(error)) this.context.onError(error);
      this.close(isRefusal(error) ? 'revoked' : 'unavailable');
    }
  }

  /** Sends `stream.closing` with the reason, and ends the response cleanly. */
  close(reason: ClosingReason): void {
    if (this.isOver) return;
    this.ending.abort();
    const { closing, retryMs } = describeClosing(reason, this.context.retryMs);
    this.request.sink.send(createClosingFrame(this.last, closing, retryMs));
    this.finish();
  }

  /** Ends without a frame: the client has left. */
  end(): void {
    if (this.isOver) return;
    this.ending.abort();
    this.finish();
  }

  private get isOver(): boolean {
    return this.ending.signal.aborted;
  }

  private finish(): void {
    for (const cleanup of this.cleanups) cleanup();
  }

  private sendOpening(opening: ReplayOpening): void {
    const { decision, epoch } = opening;
    const { heartbeatSeconds, retryMs } = this.context;
    this.last = decision.mode === 'resumed' ? decision.from : { epoch, seq: 0 };
    const opened = describeOpening(opening, this.stream, heartbeatSeconds);
    const { sink, padding } = this.request;
    sink.send(createOpenedFrame(this.last, opened, withJitter(retryMs)));
    if (padding > 0) sink.send(createPaddingFrame(padding));
    const heartbeat = setInterval(() => {
      sink.sendHeartbeat();
    }, heartbeatSeconds * 1000);
    this.onEnd(() => {
      clearInterval(heartbeat);
    });
  }

  /** Reads page by page, so that one page at most waits in memory until it is due. */
  private async *readPast({ from, head }: ReplayOpening): AsyncGenerator<HistoryEvent> {
    let after = from.seq;
    while (after < head && !this.isOver) {
      const page = await this.context.source.readPage({
        epoch: this.last.epoch,
        stream: this.stream,
        after,
        limit: Math.min(PAGE_SIZE, head - after),
      });
      // The client comes back with its cursor and gets `history_trimmed`.
      if (page[0]?.seq !== after + 1) throw new Error('The history was trimmed during the replay.');
      yield* page;
      after = page.at(-1)?.seq ?? head;
    }
  }

  /**
   * Waits until the event is due and the client has taken the earlier ones, and repeats the access
   * check.
   *
   * @returns false when the replay has ended meanwhile
   */
  private async waitUntilReady({ json }: HistoryEvent): Promise<boolean> {
    const { time } = JSON.parse(json) as { time: string };
    await this.waitUntilDue(Date.parse(time));
    if (!this.isOver && !(await this.waitForRoom())) {
      this.close('slow_consumer');
    }
    if (!this.isOver && performance.now() - this.checkedAt > ACCESS_CHECK_INTERVAL_MS) {
      await this.context.access.check(this.requester, this.stream);
      this.checkedAt = performance.now();
    }
    return !this.isOver;
  }

  private waitForRoom(): Promise<boolean> {
    return this.request.sink.waitUntilBelow(MAX_WAITING_BYTES, MAX_LAG_MS);
  }

  private async waitUntilDue(recorded: number): Promise<void> {
    const { signal } = this.ending;
    for (;;) {
      const wait = this.clock.computeWait(recorded, performance.now());
      if (wait === 0 || signal.aborted) return;
      const ms = Math.min(Math.ceil(wait), MAX_PAUSE_MS);
      // The pause rejects when the replay ends, and the loop sees the aborted signal.
      await pause(ms, undefined, { signal }).catch(() => undefined);
    }
  }
}

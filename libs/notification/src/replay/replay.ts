import { setTimeout as pause } from 'node:timers/promises';
import type { Requester } from '#access';
import type { ClosingReason, Cursor, StreamId } from '#contracts';
import type { HistoryEvent, StreamHistory } from '#outbox';
import { runAt } from '../connection/run-at.js';
import type { PendingResponse } from '../connection/pending-responses.js';
import { withJitter } from '../connection/jitter.js';
import { describeClosing } from '../connection/stream-closing.js';
import { describeOpening } from '../connection/stream-opener.js';
import type { StreamRequest } from '../connection/stream-request.js';
import {
  createClosingFrame,
  createEventFrame,
  getHeartbeatFrame,
  createOpenedFrame,
} from '../frame/frame.js';
import type { EventRedactor } from '../frame/event-redactor.js';
import { isRefusal, type StreamAccess } from '../stream-access.js';
import { ReplayClock } from './replay-clock.js';
import type { ReplayOpening } from './replay-opener.js';

/** Events read from the mailbox at once, of about 1.5 KB each. */
const PAGE = 50;
/** A reader that takes nothing for this long is closed; it resumes from its cursor. */
const MAX_LAG_MS = 15_000;
/** Who may read is asked again when it was asked longer ago than this. */
const ACCESS_CHECK_INTERVAL_MS = 1000;
/** A timer takes 24.8 days at most, a pause of a slow replay may be longer. */
const MAX_PAUSE_MS = 24 * 3600 * 1000;

/** What every replay of this process shares. */
export interface ReplayContext {
  history: Pick<StreamHistory, 'read'>;
  access: StreamAccess;
  redactor: EventRedactor;
  heartbeatSeconds: number;
  /** Reconnection time before jitter, in milliseconds. */
  retryMs: number;
  /** The epoch to name before the history could be read. */
  epoch: () => string;
  onError: (error: unknown) => void;
}

/**
 * The past of one trip, as its stream told it: the same bytes with the same ids, at the pace
 * of then divided by `speed`. Ends with what had happened when it began.
 */
export class Replay implements PendingResponse {
  readonly requester: Requester;
  readonly stream: StreamId;
  private readonly cleanups: (() => void)[] = [];
  private readonly ending = new AbortController();
  private readonly clock: ReplayClock;
  private last: Cursor;
  private checkedAt = Date.now();

  constructor(
    private readonly request: StreamRequest,
    private readonly context: ReplayContext,
    speed: number,
  ) {
    this.requester = request.requester;
    this.stream = request.stream;
    this.clock = new ReplayClock(speed);
    this.last = { epoch: context.epoch(), seq: 0 };
  }

  /** Runs when the replay has ended, whoever ended it. */
  onEnd(cleanup: () => void): void {
    if (this.isOver) cleanup();
    else this.cleanups.push(cleanup);
  }

  /** To the end, unless somebody ends it before. Never rejects. */
  async run(opening: ReplayOpening): Promise<void> {
    if (this.isOver) return;
    this.onEnd(runAt(this.requester.expiresAt, this.close.bind(this, 'token_expired')));
    this.sendOpening(opening);
    try {
      for await (const event of this.readPast(opening)) {
        if (!(await this.waitForTurn(event))) return;
        this.last = { ...this.last, seq: event.seq };
        const shown = this.context.redactor.redactFor(this.requester, event);
        this.request.sink.send(createEventFrame(this.last.epoch, shown, this.request.named));
      }
      this.close('end');
    } catch (error) {
      if (!isRefusal(error)) this.context.onError(error);
      this.close(isRefusal(error) ? 'revoked' : 'unavailable');
    }
  }

  /** Says why, and ends the response cleanly. */
  close(reason: ClosingReason): void {
    if (this.isOver) return;
    this.ending.abort();
    const { closing, retryMs } = describeClosing(reason, this.context.retryMs);
    this.request.sink.send(createClosingFrame(this.last, closing, retryMs));
    this.finish();
  }

  /** The client is gone. */
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
    this.request.sink.send(createOpenedFrame(this.last, opened, withJitter(retryMs)));
    const heart = setInterval(() => {
      this.request.sink.send(getHeartbeatFrame());
    }, heartbeatSeconds * 1000);
    this.onEnd(() => {
      clearInterval(heart);
    });
  }

  /** Page by page: what is not due yet stays in the mailbox. */
  private async *readPast({ from, head }: ReplayOpening): AsyncGenerator<HistoryEvent> {
    let after = from.seq;
    while (after < head && !this.isOver) {
      const range = { after, upTo: head, limit: PAGE };
      const page = await this.context.history.read(this.stream, range);
      // The client comes back with its cursor, and is told `history_trimmed`.
      if (page[0]?.seq !== after + 1) throw new Error('Trimmed while it was replayed.');
      yield* page;
      after = page.at(-1)?.seq ?? head;
    }
  }

  /** When it is due, the reader has taken what came before, and may still read on. */
  private async waitForTurn({ json }: HistoryEvent): Promise<boolean> {
    const { time } = JSON.parse(json) as { time: string };
    await this.waitUntilDue(Date.parse(time));
    if (!this.isOver && !(await this.request.sink.waitUntilDrained(MAX_LAG_MS))) {
      this.close('slow_consumer');
    }
    if (!this.isOver && Date.now() - this.checkedAt > ACCESS_CHECK_INTERVAL_MS) {
      await this.context.access.check(this.requester, this.stream);
      this.checkedAt = Date.now();
    }
    return !this.isOver;
  }

  private async waitUntilDue(recorded: number): Promise<void> {
    const { signal } = this.ending;
    for (;;) {
      const wait = this.clock.computeWait(recorded, Date.now());
      if (wait === 0 || signal.aborted) return;
      const ms = Math.min(Math.ceil(wait), MAX_PAUSE_MS);
      // Ended meanwhile: then it rejects, and the loop sees why.
      await pause(ms, undefined, { signal }).catch(() => undefined);
    }
  }
}

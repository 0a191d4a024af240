import { Injectable } from '@nestjs/common';
import { BehaviorSubject, ReplaySubject, filter, map, scan, type Observable } from 'rxjs';
import {
  OPS_STREAM,
  formatCursor,
  type Cursor,
  type PollAnswer,
  type PollQuery,
  type PolledEvent,
  type StreamId,
} from '#contracts';
import { StreamHistory, type HistoryEvent } from '#outbox';
import { DomainError } from '#platform';
import { PendingResponses } from '../connection/pending-responses.js';
import { StreamOpener, type StreamOpening } from '../connection/stream-opener.js';
import type { StreamRequest } from '../connection/stream-request.js';
import { waitForEvent, type WaitOutcome } from '../connection/wait-for-event.js';
import { EventRedactor } from '../frame/event-redactor.js';
import type { Ephemeral } from '../hub/ephemeral.js';
import { StreamHub } from '../hub/stream-hub.js';
import { StreamAccess, isRefusal } from '../stream-access.js';
import { StreamEnded } from './stream-ended.js';
import { toStreamRequest, type StreamCall } from './stream.service.js';

/** Readings are made once a second and only for somebody who reads: a poll waits for one. */
const MIN_EPHEMERAL_WAIT_SECONDS = 1.5;

/** After these nobody reads the answer, or it has to go out before the database is asked. */
const ENDS_WITHOUT_READ: ReadonlySet<WaitOutcome> = new Set<WaitOutcome>([
  'left',
  'drain',
  'limit',
  'replaced',
]);

/** What one look at a stream found. */
interface PollRead {
  opening: StreamOpening;
  events: HistoryEvent[];
}

/** Streams by polling and long polling: verdicts, cursors and events of the event stream. */
@Injectable()
export class PollService {
  constructor(
    private readonly hub: StreamHub,
    private readonly openings: StreamOpener,
    private readonly history: StreamHistory,
    private readonly access: StreamAccess,
    private readonly pending: PendingResponses,
    private readonly shown: EventRedactor,
  ) {}

  /**
   * Trouble is a status here, as with any request: 503 while the database is away and while
   * we drain.
   *
   * @throws DomainError NOT_FOUND, NOT_READY, DATABASE_UNAVAILABLE
   * @throws StreamEnded when the cursor stands behind the last event there will ever be
   */
  async poll(stream: StreamId, query: PollQuery, call: StreamCall): Promise<PollAnswer> {
    if (this.pending.isDraining)
      throw new DomainError('NOT_READY', 'This server stops. Ask again.');
    const request = toStreamRequest(stream, call);
    await this.access.check(request.requester, stream);
    if (stream === OPS_STREAM) return this.waitForEphemeral(request, query);
    // Live first, then the past: what commits in between is in one of them (house rule 10).
    const live = new ReplaySubject<number>(1);
    const subscription = this.hub
      .live$(stream)
      .pipe(
        filter((event): event is HistoryEvent => 'seq' in event),
        map(({ seq }) => seq),
        scan((highest, seq) => Math.max(highest, seq)),
      )
      .subscribe(live);
    try {
      return await this.answer(request, query, live);
    } finally {
      subscription.unsubscribe();
    }
  }

  private async answer(
    request: StreamRequest,
    query: PollQuery,
    live$: Observable<number>,
  ): Promise<PollAnswer> {
    const first = await this.readOnce(request, query.limit);
    const seq = findWaitPosition(first.opening, request.presented);
    if (seq === null) return this.toAnswer(request, first);
    if (first.events.length > 0 || query.waitSeconds === 0)
      return this.answerIfEntitled(request, first);
    const news$ = live$.pipe(filter((latest) => latest > seq));
    const end = await this.wait(request, query.waitSeconds, news$);
    if (ENDS_WITHOUT_READ.has(end)) return this.toAnswer(request, first);
    // Also after a time-out: a hint may have been lost, and the mailbox has it (ADR 0003).
    const second = await this.readOnce(request, query.limit);
    if (seq > 0) return this.answerIfEntitled(request, second);
    return this.answerIfEntitled(
      request,
      await this.readFromStart(request, query, { first, second }),
    );
  }

  /** What follows the snapshot of an empty stream; the later snapshot if that can't be had. */
  private async readFromStart(
    { stream }: StreamRequest,
    { limit }: PollQuery,
    { first, second }: Record<'first' | 'second', PollRead>,
  ): Promise<PollRead> {
    if (second.opening.epoch !== first.opening.epoch) return second;
    const events = await this.history.read(stream, { after: 0, limit });
    return events.length === 0 || events[0]?.seq === 1 ? { ...first, events } : second;
  }

  /** The verdict, and the page that follows the cursor where it is honoured. */
  private async readOnce(request: StreamRequest, limit: number): Promise<PollRead> {
    const opening = await this.openings.open(request);
    if (opening.isOver) throw new StreamEnded();
    const { decision, head } = opening;
    if (decision.mode !== 'resumed' || decision.from.seq === head) return { opening, events: [] };
    const { events } = await this.history.readPage(request.stream, decision.from.seq, limit);
    // Trimmed under our feet: now the verdict is another one.
    if (events[0]?.seq !== decision.from.seq + 1) return this.readOnce(request, limit);
    return { opening, events };
  }

  /**
   * Checked after the read: a driver may have given the trip back meanwhile. They are told
   * so by its event, as on the event stream, and what follows is for somebody else.
   */
  private async answerIfEntitled(request: StreamRequest, found: PollRead): Promise<PollAnswer> {
    try {
      await this.access.check(request.requester, request.stream);
      return this.toAnswer(request, found);
    } catch (error) {
      const last = found.events.findIndex(({ type }) => type === 'trip.redispatching');
      if (!isRefusal(error) || last === -1) throw error;
      return this.toAnswer(request, { ...found, events: found.events.slice(0, last + 1) });
    }
  }

  /** The stream of ops has readings only: the next one is the whole answer. */
  private async waitForEphemeral(request: StreamRequest, query: PollQuery): Promise<PollAnswer> {
    const { epoch } = await this.openings.open(request);
    const cursor = formatCursor({ epoch, seq: 0 });
    const latest = new BehaviorSubject<Ephemeral | null>(null);
    const subscription = this.hub
      .live$(request.stream)
      .pipe(filter((reading): reading is Ephemeral => !('seq' in reading)))
      .subscribe(latest);
    try {
      const seconds = Math.max(query.waitSeconds, MIN_EPHEMERAL_WAIT_SECONDS);
      await this.wait(request, seconds, latest.pipe(filter(Boolean)));
    } finally {
      subscription.unsubscribe();
    }
    const reading = latest.value;
    const events = reading ? [toPolled(cursor, reading.type, reading.json)] : [];
    return { mode: 'fresh', events, cursor };
  }

  private toAnswer({ requester }: StreamRequest, { opening, events }: PollRead): PollAnswer {
    return toAnswer({
      opening,
      events: events.map((event) => this.shown.redactFor(requester, event)),
    });
  }

  private wait(
    { requester, stream, sink: response }: StreamRequest,
    seconds: number,
    news$: Observable<unknown>,
  ): Promise<WaitOutcome> {
    return waitForEvent(news$, { requester, stream, seconds, response }, this.pending);
  }
}

/**
 * The number to wait behind; null where the snapshot is all there is to say. Who was given
 * the cursor of an empty stream is fresh by the rules, and has the snapshot: without a wait
 * for the first event they would ask again and again.
 */
function findWaitPosition(
  { decision, epoch, head }: StreamOpening,
  presented: string | null,
): number | null {
  if (decision.mode === 'resumed') return decision.from.seq;
  const isAtStart = head === 0 && presented === formatCursor({ epoch, seq: 0 });
  return decision.mode === 'fresh' && isAtStart ? 0 : null;
}

function toAnswer({ opening, events }: PollRead): PollAnswer {
  const { decision, epoch, head, snapshot } = opening;
  const from: Cursor = decision.mode === 'resumed' ? decision.from : { epoch, seq: head };
  const cursor = { ...from, seq: events.at(-1)?.seq ?? from.seq };
  return {
    mode: decision.mode,
    ...(decision.mode === 'reset' && { reason: decision.reason }),
    ...(snapshot && { snapshot: snapshot.data as PollAnswer['snapshot'] }),
    events: events.map(({ seq, type, json }) =>
      toPolled(formatCursor({ epoch: from.epoch, seq }), type, json),
    ),
    cursor: formatCursor(cursor),
  };
}

const toPolled = (id: string, event: string, json: string): PolledEvent => ({
  id,
  event,
  data: JSON.parse(json) as PolledEvent['data'],
});

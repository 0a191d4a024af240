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
import { StreamOpenings, type StreamOpening } from '../connection/stream-opening.js';
import type { StreamRequest } from '../connection/stream-request.js';
import { waitForEvent, type WaitEnd } from '../connection/wait-for-event.js';
import { EventRedactor } from '../frame/event-redactor.js';
import type { Ephemeral } from '../hub/ephemeral.js';
import { StreamHub } from '../hub/stream-hub.js';
import { StreamAccess, isRefusal } from '../stream-access.js';
import { StreamEnded } from './stream-ended.js';
import { toStreamRequest, type StreamCall } from './stream.service.js';

/** Readings are made once a second and only for somebody who reads: a poll waits for one. */
const READING_SECONDS = 1.5;

/** After these nobody reads the answer, or it has to go out before the database is asked. */
const DONE: ReadonlySet<WaitEnd> = new Set<WaitEnd>(['left', 'drain', 'limit', 'replaced']);

/** What one look at a stream found. */
interface Look {
  opening: StreamOpening;
  events: HistoryEvent[];
}

/** Streams by polling and long polling: verdicts, cursors and events of the event stream. */
@Injectable()
export class PollService {
  constructor(
    private readonly hub: StreamHub,
    private readonly openings: StreamOpenings,
    private readonly history: StreamHistory,
    private readonly access: StreamAccess,
    private readonly held: PendingResponses,
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
    if (this.held.isDraining) throw new DomainError('NOT_READY', 'This server stops. Ask again.');
    const request = toStreamRequest(stream, call);
    await this.access.check(request.reader, stream);
    if (stream === OPS_STREAM) return this.nextReading(request, query);
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
    const first = await this.look(request, query.limit);
    const seq = placeOf(first.opening, request.presented);
    if (seq === null) return this.toAnswer(request, first);
    if (first.events.length > 0 || query.waitSeconds === 0) return this.entitled(request, first);
    const news$ = live$.pipe(filter((latest) => latest > seq));
    const end = await this.wait(request, query.waitSeconds, news$);
    if (DONE.has(end)) return this.toAnswer(request, first);
    // Also after a time-out: a hint may have been lost, and the mailbox has it (ADR 0003).
    const second = await this.look(request, query.limit);
    if (seq > 0) return this.entitled(request, second);
    return this.entitled(request, await this.afterStart(request, query, { first, second }));
  }

  /** What follows the snapshot of an empty stream; the later snapshot if that can't be had. */
  private async afterStart(
    { stream }: StreamRequest,
    { limit }: PollQuery,
    { first, second }: Record<'first' | 'second', Look>,
  ): Promise<Look> {
    if (second.opening.epoch !== first.opening.epoch) return second;
    const events = await this.history.read(stream, { after: 0, limit });
    return events.length === 0 || events[0]?.seq === 1 ? { ...first, events } : second;
  }

  /** The verdict, and the page that follows the cursor where it is honoured. */
  private async look(request: StreamRequest, limit: number): Promise<Look> {
    const opening = await this.openings.open(request);
    if (opening.isOver) throw new StreamEnded();
    const { verdict, head } = opening;
    if (verdict.mode !== 'resumed' || verdict.from.seq === head) return { opening, events: [] };
    const { events } = await this.history.after(request.stream, verdict.from.seq, limit);
    // Trimmed under our feet: now the verdict is another one.
    if (events[0]?.seq !== verdict.from.seq + 1) return this.look(request, limit);
    return { opening, events };
  }

  /**
   * Checked after the read: a driver may have given the trip back meanwhile. They are told
   * so by its event, as on the event stream, and what follows is for somebody else.
   */
  private async entitled(request: StreamRequest, found: Look): Promise<PollAnswer> {
    try {
      await this.access.check(request.reader, request.stream);
      return this.toAnswer(request, found);
    } catch (error) {
      const last = found.events.findIndex(({ type }) => type === 'trip.redispatching');
      if (!isRefusal(error) || last === -1) throw error;
      return this.toAnswer(request, { ...found, events: found.events.slice(0, last + 1) });
    }
  }

  /** The stream of ops has readings only: the next one is the whole answer. */
  private async nextReading(request: StreamRequest, query: PollQuery): Promise<PollAnswer> {
    const { epoch } = await this.openings.open(request);
    const cursor = formatCursor({ epoch, seq: 0 });
    const latest = new BehaviorSubject<Ephemeral | null>(null);
    const subscription = this.hub
      .live$(request.stream)
      .pipe(filter((reading): reading is Ephemeral => !('seq' in reading)))
      .subscribe(latest);
    try {
      const seconds = Math.max(query.waitSeconds, READING_SECONDS);
      await this.wait(request, seconds, latest.pipe(filter(Boolean)));
    } finally {
      subscription.unsubscribe();
    }
    const reading = latest.value;
    const events = reading ? [toPolled(cursor, reading.type, reading.json)] : [];
    return { mode: 'fresh', events, cursor };
  }

  private toAnswer({ reader }: StreamRequest, { opening, events }: Look): PollAnswer {
    return toAnswer({
      opening,
      events: events.map((event) => this.shown.redactFor(reader, event)),
    });
  }

  private wait(
    { reader, stream, sink: response }: StreamRequest,
    seconds: number,
    news$: Observable<unknown>,
  ): Promise<WaitEnd> {
    return waitForEvent(news$, { reader, stream, seconds, response }, this.held);
  }
}

/**
 * The number to wait behind; null where the snapshot is all there is to say. Who was given
 * the cursor of an empty stream is fresh by the rules, and has the snapshot: without a wait
 * for the first event they would ask again and again.
 */
function placeOf({ verdict, epoch, head }: StreamOpening, presented: string | null): number | null {
  if (verdict.mode === 'resumed') return verdict.from.seq;
  const isAtStart = head === 0 && presented === formatCursor({ epoch, seq: 0 });
  return verdict.mode === 'fresh' && isAtStart ? 0 : null;
}

function toAnswer({ opening, events }: Look): PollAnswer {
  const { verdict, epoch, head, snapshot } = opening;
  const from: Cursor = verdict.mode === 'resumed' ? verdict.from : { epoch, seq: head };
  const cursor = { ...from, seq: events.at(-1)?.seq ?? from.seq };
  return {
    mode: verdict.mode,
    ...(verdict.mode === 'reset' && { reason: verdict.reason }),
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

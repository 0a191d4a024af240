import { Injectable } from '@nestjs/common';
import { BehaviorSubject, ReplaySubject, filter, map, scan, type Observable } from 'rxjs';
import {
  OPS_STREAM,
  eventTypesAfterEnd,
  formatCursor,
  type Cursor,
  type PollAnswer,
  type PollQuery,
  type PolledEvent,
  type StreamId,
} from '#contracts';
import type { HistoryEvent } from '#outbox';
import { DomainError } from '#platform';
import { PendingResponses } from '../connection/pending-responses.js';
import type { StreamOpening } from '../connection/stream-opener.js';
import type { StreamRequest } from '../connection/stream-request.js';
import { waitForEvent, type WaitOutcome } from '../connection/wait-for-event.js';
import { EventRedactor } from '../frame/event-redactor.js';
import type { Ephemeral } from '../hub/ephemeral.js';
import { StreamShards } from '../shard/stream-shards.js';
import { StreamAccess, isRefusal } from '../stream-access.js';
import { StreamPresence } from '../stream-presence.js';
import { StreamEnded } from './stream-ended.js';
import { isHead, toStreamRequest, type StreamCall } from './stream.service.js';

/**
 * Ephemeral frames are published once a second, and only while a stream has a subscriber. So a poll
 * waits long enough for the next one.
 */
const MIN_EPHEMERAL_WAIT_SECONDS = 1.5;

/** After these outcomes the client has left, or the answer must not wait for another query. */
const OUTCOMES_WITHOUT_READ: ReadonlySet<WaitOutcome> = new Set<WaitOutcome>([
  'left',
  'drain',
  'limit',
  'replaced',
]);

/** The result of one read of a stream. */
interface PollRead {
  opening: StreamOpening;
  events: readonly HistoryEvent[];
}

/** Answers polls and long polls, with the decisions, cursors and events of the event stream. */
@Injectable()
export class PollService {
  constructor(
    private readonly shards: StreamShards,
    private readonly access: StreamAccess,
    private readonly pending: PendingResponses,
    private readonly redactor: EventRedactor,
    private readonly presence: StreamPresence,
  ) {}

  /**
   * Errors are reported by a status, as with any other request: 503 while the database is away and
   * while the server drains.
   *
   * @throws DomainError NOT_FOUND, NOT_READY, DATABASE_UNAVAILABLE
   * @throws StreamEnded when the cursor stands behind the last event that the stream will ever have
   */
  async poll(stream: StreamId, query: PollQuery, call: StreamCall): Promise<PollAnswer> {
    if (this.pending.isDraining)
      throw new DomainError('NOT_READY', 'This server stops. Ask again.');
    const request = toStreamRequest(stream, call);
    await this.access.check(request.requester, stream);
    // HEAD waits for no event, so that it takes no place of the user's polls and streams.
    if (isHead(call.request)) return this.toAnswer(request, await this.readOnce(request, 1));
    if (stream === OPS_STREAM) return this.waitForEphemeral(request, query);
    // Subscribes before it reads the past, so that an event that commits in between is in one of
    // them.
    const live = new ReplaySubject<number>(1);
    const subscription = this.shards
      .findFor(request.requester)
      .hub.live$(stream)
      .pipe(
        filter((event): event is HistoryEvent => 'seq' in event),
        map(({ seq }) => seq),
        scan((highest, seq) => Math.max(highest, seq)),
      )
      .subscribe(live);
    this.presence.noteOpened(request.requester);
    try {
      return await this.answer(request, query, live);
    } finally {
      this.presence.noteClosed(request.requester);
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
    const newer$ = live$.pipe(filter((latest) => latest > seq));
    const outcome = await this.wait(request, query.waitSeconds, newer$);
    if (OUTCOMES_WITHOUT_READ.has(outcome)) return this.toAnswer(request, first);
    // Reads after a time-out too: the hint may have been lost, and the mailbox has the event (ADR
    // 0003).
    const second = await this.readOnce(request, query.limit);
    if (seq > 0) return this.answerIfEntitled(request, second);
    return this.answerIfEntitled(
      request,
      await this.readFromStart(request, query, { first, second }),
    );
  }

  /**
   * Reads the first events after the snapshot of an empty stream. Without them it returns `second`.
   */
  private async readFromStart(
    { stream, requester }: StreamRequest,
    { limit }: PollQuery,
    { first, second }: Record<'first' | 'second', PollRead>,
  ): Promise<PollRead> {
    if (second.opening.epoch !== first.opening.epoch) return second;
    const { epoch } = first.opening;
    const { source } = this.shards.findFor(requester);
    const events = await source.readPage({ epoch, stream, after: 0, limit });
    return events.length === 0 || events[0]?.seq === 1 ? { ...first, events } : second;
  }

  /** Reads the decision, and for a resumed stream the page after the cursor. */
  private async readOnce(request: StreamRequest, limit: number): Promise<PollRead> {
    const { source } = this.shards.findFor(request.requester);
    const opening = await source.open(request);
    if (opening.isOver) throw new StreamEnded();
    const { decision, head } = opening;
    if (decision.mode !== 'resumed' || decision.from.seq === head) return { opening, events: [] };
    const events = await source.readPage({
      epoch: opening.epoch,
      stream: request.stream,
      after: decision.from.seq,
      limit,
    });
    // The retention deleted the next event in between, so the decision is another one now.
    if (events[0]?.seq !== decision.from.seq + 1) return this.readOnce(request, limit);
    return { opening, events };
  }

  /**
   * Checks the access again after the read, because a driver may have given the trip back
   * meanwhile. The answer then ends with that event, as the event stream does: the following events
   * are for another driver.
   */
  private async answerIfEntitled(request: StreamRequest, read: PollRead): Promise<PollAnswer> {
    try {
      await this.access.check(request.requester, request.stream);
      return this.toAnswer(request, read);
    } catch (error) {
      const last = read.events.findIndex(({ type }) => type === 'trip.redispatching');
      if (!isRefusal(error) || last === -1) throw error;
      return this.toAnswer(request, { ...read, events: read.events.slice(0, last + 1) });
    }
  }

  /** The ops stream has ephemeral frames only: the next one is the whole answer. */
  private async waitForEphemeral(request: StreamRequest, query: PollQuery): Promise<PollAnswer> {
    const { hub, source } = this.shards.findFor(request.requester);
    const { epoch } = await source.open(request);
    const cursor = formatCursor({ epoch, seq: 0 });
    const latest = new BehaviorSubject<Ephemeral | null>(null);
    const subscription = hub
      .live$(request.stream)
      .pipe(filter((item): item is Ephemeral => !('seq' in item)))
      .subscribe(latest);
    try {
      const seconds = Math.max(query.waitSeconds, MIN_EPHEMERAL_WAIT_SECONDS);
      await this.wait(request, seconds, latest.pipe(filter(Boolean)));
    } finally {
      subscription.unsubscribe();
    }
    const ephemeral = latest.value;
    const events = ephemeral ? [toPolledEvent(cursor, ephemeral.type, ephemeral.json)] : [];
    return { mode: 'fresh', events, cursor };
  }

  private toAnswer({ requester }: StreamRequest, { opening, events }: PollRead): PollAnswer {
    const visible =
      requester.role === 'viewer'
        ? events.filter(({ type }) => !eventTypesAfterEnd.has(type))
        : events;
    return toAnswer({
      opening,
      events: visible.map((event) => this.redactor.redactFor(requester, event)),
    });
  }

  private wait(
    { requester, stream, address, sink: response }: StreamRequest,
    seconds: number,
    event$: Observable<unknown>,
  ): Promise<WaitOutcome> {
    return waitForEvent(event$, { requester, stream, address, seconds, response }, this.pending);
  }
}

/**
 * Returns the number after which a poll waits, or null if the snapshot is the whole answer. A
 * client with the cursor of an empty stream counts as fresh, but has the snapshot already: without
 * a wait for the first event it would poll again and again.
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
      toPolledEvent(formatCursor({ epoch: from.epoch, seq }), type, json),
    ),
    cursor: formatCursor(cursor),
  };
}

const toPolledEvent = (id: string, event: string, json: string): PolledEvent => ({
  id,
  event,
  data: JSON.parse(json) as PolledEvent['data'],
});

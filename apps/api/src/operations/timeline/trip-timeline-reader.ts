import { Injectable } from '@nestjs/common';
import { streamId, type TripTimeline } from '#contracts';
import { Transactions } from '#database';
import { DomainError, type TrailEntry, type TrailStep } from '#platform';
import { TrailCollector, type CollectedTrail } from './trail-collector.js';

const MAX_EVENTS = 200;

/**
 * The events of a stream with all their places. A trip has no event before the day of its id, a
 * UUIDv7, so older partitions are not opened. The time of a commit exists only with
 * `track_commit_timestamp`; an event that was restored from another cluster has the transaction 0.
 */
const READ_EVENTS = {
  name: 'trip-timeline',
  text: `
  SELECT o.id, o.type, o.time AS "appendedAt",
    CASE WHEN current_setting('track_commit_timestamp')::boolean AND o.xid > '2'::xid8
      THEN pg_xact_commit_timestamp(o.xid::xid) END AS "committedAt",
    (SELECT json_agg(json_build_object('stream', m.stream, 'seq', m.seq) ORDER BY m.stream)
     FROM mailbox m WHERE m.outbox_id = o.id AND m.day = o.day) AS streams
  FROM mailbox t JOIN outbox o ON o.id = t.outbox_id AND o.day = t.day
  WHERE t.stream = $1 AND t.day >= $2::date AND o.day >= $2::date
  ORDER BY t.seq LIMIT ${MAX_EVENTS + 1}`,
};

interface StoredEvent {
  id: string;
  type: string;
  appendedAt: Date;
  committedAt: Date | null;
  streams: { stream: string; seq: number }[];
}

type TimelineEvent = TripTimeline['events'][number];

const SEEN_BY: Partial<Record<TrailStep, TimelineEvent['seen'][number]['by']>> = {
  read: 'tail',
  published: 'relay',
  heard: 'gateway',
};

/** An entry with the process that has noted it. */
type Noted = TrailEntry & { process: string };

/** Reads when each event of a trip was appended, seen, written to streams, and acknowledged. */
@Injectable()
export class TripTimelineReader {
  constructor(
    private readonly transactions: Transactions,
    private readonly collector: TrailCollector,
  ) {}

  /** @throws DomainError NOT_FOUND, DATABASE_UNAVAILABLE */
  async read(tripId: string): Promise<TripTimeline> {
    const parameters = [streamId('trip', tripId), firstDayOf(tripId)];
    const stored = await this.transactions.query<StoredEvent>(READ_EVENTS, parameters);
    if (stored.length === 0) throw new DomainError('NOT_FOUND', 'No event of this trip is stored.');
    const events = stored.slice(0, MAX_EVENTS);
    const trail = await this.collector.collect({
      events: events.map(({ id }) => id),
      acks: [...rangesOf(events)],
    });
    return {
      tripId,
      asked: trail.asked,
      processes: trail.answers.map(({ process, keepsSince }) => ({
        process,
        keepsSince: toTime(keepsSince),
      })),
      ...describe(events, trail),
      isPartial:
        stored.length > MAX_EVENTS ||
        !trail.isComplete ||
        trail.answers.some(({ isPartial }) => isPartial),
    };
  }
}

/** By stream, the first and the last number of the events. */
function rangesOf(events: readonly StoredEvent[]): Map<string, { from: number; to: number }> {
  const ranges = new Map<string, { from: number; to: number }>();
  for (const { stream, seq } of events.flatMap(({ streams }) => streams)) {
    const known = ranges.get(stream) ?? { from: seq, to: seq };
    ranges.set(stream, { from: Math.min(known.from, seq), to: Math.max(known.to, seq) });
  }
  return ranges;
}

function describe(
  events: readonly StoredEvent[],
  { answers }: CollectedTrail,
): Pick<TripTimeline, 'events'> {
  const noted = answers
    .flatMap(({ process, entries }) => entries.map((entry) => ({ ...entry, process })))
    .sort((a, b) => a.at - b.at);
  const byEvent = new Map<string, Noted[]>(events.map(({ id }) => [id, []]));
  for (const entry of noted) byEvent.get(entry.event)?.push(entry);
  const acks = noted.filter(({ step }) => step === 'acked');
  const keptSince = Math.max(...answers.map(({ keepsSince }) => keepsSince));
  return {
    events: events.map(({ id, type, appendedAt, committedAt, streams }) => ({
      id,
      type,
      appendedAt: appendedAt.toISOString(),
      committedAt: committedAt?.toISOString() ?? null,
      isComplete: appendedAt.getTime() >= keptSince,
      streams: streams.map(({ stream, seq }) => ({
        stream,
        seq,
        ackedAt: findAck(acks, stream, seq),
      })),
      ...describeTrail(byEvent.get(id) ?? []),
    })),
  };
}

/** When the first acknowledgement of this or a later number came. */
function findAck(acks: readonly Noted[], stream: string, seq: number): string | null {
  const ack = acks.find((entry) => entry.stream === stream && (entry.seq ?? 0) >= seq);
  return ack ? toTime(ack.at) : null;
}

function describeTrail(notes: readonly Noted[]): Pick<TimelineEvent, 'seen' | 'written'> {
  const seen: TimelineEvent['seen'] = [];
  const written: TimelineEvent['written'] = [];
  for (const { step, process, at, stream = '', connection = '' } of notes) {
    const by = SEEN_BY[step];
    if (by !== undefined) {
      // A gateway hears of an event for each of its streams; the first time counts.
      const isKnown = seen.some((other) => other.by === by && other.process === process);
      if (!isKnown) seen.push({ by, process, at: toTime(at) });
    } else if (step === 'written' || step === 'replayed') {
      const path = step === 'written' ? 'live' : 'mailbox';
      written.push({ stream, connection, process, path, at: toTime(at) });
    }
  }
  return { seen, written };
}

const toTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Milliseconds. A clock may have been behind by this much when the id was made. */
const MARGIN_MS = 86_400_000;

/** The day before a trip was made, by the time in its id (RFC 9562, section 5.7). */
function firstDayOf(tripId: string): string {
  const milliseconds = Number.parseInt(tripId.replaceAll('-', '').slice(0, 12), 16);
  const day = new Date(milliseconds - MARGIN_MS);
  // Another kind of UUID says nothing about its time.
  const isLikely = tripId[14] === '7' && milliseconds < Date.now() + MARGIN_MS;
  return isLikely ? day.toISOString().slice(0, 10) : '-infinity';
}

import { z } from 'zod';
import type { SurveyKind } from '#bus';
import type { EventTrail, TrailEntry, TrailQuery } from '#platform';

/** A question to all processes of a shard for their notes about some events. */
export interface TrailQuestion {
  events: string[];
  /** By stream, the numbers whose acknowledgement is asked for. */
  acks: [stream: string, range: { from: number; to: number }][];
}

/** The notes of one process. */
export interface TrailAnswer {
  process: string;
  /** Milliseconds since 1970. */
  keepsSince: number;
  entries: TrailEntry[];
  /** The process has more entries than it sends. */
  isPartial: boolean;
}

/** Entries in an answer, of about 250 bytes each: an answer stays below the limit of a message. */
const MAX_ENTRIES = 2_000;
const MAX_EVENTS = 200;

const number = z.number().int().min(0);
/** Milliseconds since 1970, up to what a `Date` holds. */
const time = z.number().int().min(0).max(8.64e15);

export const trailSurvey: SurveyKind<TrailQuestion, TrailAnswer> = {
  name: 'trail',
  question: z.object({
    events: z.array(z.string()),
    acks: z.array(z.tuple([z.string(), z.object({ from: number, to: number })])),
  }),
  answer: z.object({
    process: z.string(),
    keepsSince: time,
    entries: z.array(
      z.object({
        at: time,
        step: z.enum(['read', 'published', 'heard', 'written', 'replayed', 'acked']),
        event: z.string(),
        stream: z.string().exactOptional(),
        seq: number.exactOptional(),
        connection: z.string().exactOptional(),
      }),
    ),
    isPartial: z.boolean(),
  }),
};

/** The notes of this process. */
export function answerFrom(trail: EventTrail, { events, acks }: TrailQuestion): TrailAnswer {
  const query: TrailQuery = { events: new Set(events.slice(0, MAX_EVENTS)), acks: new Map(acks) };
  const entries = trail.find(query, MAX_ENTRIES + 1);
  return {
    process: trail.process,
    keepsSince: trail.keepsSince,
    entries: entries.slice(0, MAX_ENTRIES),
    isPartial: entries.length > MAX_ENTRIES,
  };
}

import type { EventTrail, TrailEntry, TrailQuery } from '#platform';

/** A question to all processes of a shard for their notes about some events. */
export interface TrailQuestion {
  /** Names the subject of the answers. */
  id: string;
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

export const encodeMessage = (message: TrailQuestion | TrailAnswer): Uint8Array =>
  Buffer.from(JSON.stringify(message));

/** @returns undefined for bytes of another form, such as those of another version */
export function decodeQuestion(data: Uint8Array): TrailQuestion | undefined {
  const question = parse(data) as Partial<TrailQuestion> | undefined;
  const isUsable =
    typeof question?.id === 'string' &&
    /^[\w-]{1,64}$/.test(question.id) &&
    Array.isArray(question.events) &&
    Array.isArray(question.acks);
  return isUsable ? (question as TrailQuestion) : undefined;
}

/** @returns undefined for bytes of another form, such as those of another version */
export function decodeAnswer(data: Uint8Array): TrailAnswer | undefined {
  const answer = parse(data) as Partial<TrailAnswer> | undefined;
  const isUsable =
    typeof answer?.process === 'string' &&
    Number.isFinite(answer.keepsSince) &&
    Array.isArray(answer.entries);
  return isUsable ? (answer as TrailAnswer) : undefined;
}

function parse(data: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
  } catch {
    return undefined;
  }
}

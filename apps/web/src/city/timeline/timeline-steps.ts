import type { TripTimeline } from '#contracts';

export type TimelineEvent = TripTimeline['events'][number];

/** What happened to an event, in the words of the catalogue (`city.timeline-<what>`). */
export type TimelineStepKind =
  'appended' | 'committed' | 'tail' | 'relay' | 'gateway' | 'live' | 'mailbox' | 'acked';

export interface TimelineStep {
  what: TimelineStepKind;
  /** The stream; undefined for what concerns the event as a whole. */
  stream: string | undefined;
  /** The process; undefined for the database and for acknowledgements. */
  process: string | undefined;
  at: string;
  /** Milliseconds since the append; negative where two clocks differ. */
  afterMs: number;
}

/** Everything that is known of an event, in the order of time. The append comes first. */
export function stepsOf(event: TimelineEvent): TimelineStep[] {
  const { appendedAt, committedAt, seen, written, streams } = event;
  const start = Date.parse(appendedAt);
  const step = (
    what: TimelineStepKind,
    at: string,
    { stream, process }: { stream?: string; process?: string } = {},
  ): TimelineStep => ({ what, at, stream, process, afterMs: Date.parse(at) - start });
  const later = [
    ...(committedAt === null ? [] : [step('committed', committedAt)]),
    ...seen.map(({ by, at, process }) => step(by, at, { process })),
    ...written.map(({ path, at, stream, process }) => step(path, at, { stream, process })),
    ...streams.flatMap(({ stream, ackedAt }) =>
      ackedAt === null ? [] : [step('acked', ackedAt, { stream })],
    ),
  ];
  return [step('appended', appendedAt), ...later.sort((a, b) => a.afterMs - b.afterMs)];
}

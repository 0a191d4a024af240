import type { DayRecord, EvaluationCity, RideOutcome } from '#simulation';

/** One policy's day for an export. */
export interface ExportedDay {
  readonly city: EvaluationCity;
  readonly record: DayRecord;
  /** The junctions at which the cars began the day. */
  readonly startNodes: readonly number[];
  /** Midnight of the first day in milliseconds since 1970. */
  readonly midnightMs: number;
}

/** Formats a time of the day, such as `2014-12-21T00:04:10.500Z`. */
export const timeText = ({ midnightMs }: ExportedDay, seconds: number): string =>
  new Date(midnightMs + Math.round(seconds * 1_000)).toISOString();

/** Midnight of the first day of a city with requests. */
export const midnightOf = ({ requests: [first] }: EvaluationCity): number =>
  first ? first.departureMs - first.departureSeconds * 1_000 : 0;

export type ServedRide = Extract<RideOutcome, { status: 'served' }>;

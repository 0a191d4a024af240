/** A note is worth knowing, a warning changes figures, and a refusal ends the run unless it is forced. */
export type FindingLevel = 'note' | 'warning' | 'refusal';

/** One thing that the input check has found. */
export interface Finding {
  /** Stable, for programs, such as `requests-off-map`. */
  readonly code: string;
  readonly level: FindingLevel;
  /** What was found, for people. */
  readonly text: string;
  /** Requests, vehicles or rows that it concerns; null where it concerns the whole file. */
  readonly count: number | null;
  /** Their share of all, in per cent; null without a count. */
  readonly percent: number | null;
  /** Ids of the first ones, or places in the file. */
  readonly examples: readonly string[];
  /** What the user can do; undefined where the text says it. */
  readonly remedy?: string | undefined;
}

/** Requests with an end farther than so many metres from every junction. */
export interface OffMapCounts {
  /** Requests that were examined: all, or an even sample of a large file. */
  readonly examined: number;
  readonly beyond200m: number;
  readonly beyond500m: number;
  readonly beyond2km: number;
  /** Requests that `--max-snap` left out. */
  readonly leftOut: number;
}

/** What the check of a recorded city has found. */
export interface InputCheck {
  readonly offMap: OffMapCounts;
  /** Refusals first, then warnings, then notes. */
  readonly findings: readonly Finding[];
}

/** Formats a share in per cent with one decimal. */
export const percentOf = (count: number, of: number): number =>
  of === 0 ? 0 : Math.round((1_000 * count) / of) / 10;

/** Formats `1,779 of 19,979 requests (8.9 %)`. */
export const shareText = (count: number, of: number, what: string): string =>
  `${count.toLocaleString('en')} of ${of.toLocaleString('en')} ${what} (${percentOf(count, of)} %)`;

/** At most so many examples are kept of a finding. */
export const MOST_EXAMPLES = 3;

import type { InputCheck } from '#scenario';
import type { DayKpis } from '../kpis/day-kpis.js';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import type { FoundFleet } from './find-fleet.js';

/** One case with one policy, and the figures of its days. */
export interface StudyRow {
  /** Name of the case; empty when there is one only. */
  readonly name: string;
  readonly policy: string;
  readonly vehicles: number;
  /** One for each replication. Rows of one study have the same days in the same order. */
  readonly days: readonly DayKpis[];
}

/** The fleet that a search has found for one policy. */
export interface FleetAnswer extends FoundFleet {
  readonly policy: string;
  /** The figures of the found fleet, and of the largest one that is too small. */
  readonly rows: readonly StudyRow[];
  /** The figures of every fleet that was tried, from the smallest to the largest. */
  readonly tried: readonly StudyRow[];
}

/** What the check of the files of one or several cases has found. */
export interface CaseCheck {
  /** Name of the first case that has these files; empty when there is one only. */
  readonly name: string;
  readonly check: InputCheck;
}

/** The results of a study. */
export interface Study {
  /** Name of the city, or of the file of scenarios. */
  readonly name: string;
  readonly options: EvaluateOptions;
  /** Rows in the order of cases, then of policies. The first one is the baseline. */
  readonly rows: readonly StudyRow[];
  /** One for each policy, if the study is a search; else empty. */
  readonly fleets: readonly FleetAnswer[];
  /** One for each set of files, in the order of cases; none for generated cities. */
  readonly inputChecks: readonly CaseCheck[];
}

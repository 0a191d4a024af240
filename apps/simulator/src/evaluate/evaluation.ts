import type { DayRecord, DayRules, EvaluationCity } from '#simulation';
import type { DayKpis } from './kpis/day-kpis.js';

/** What one policy did on the day. */
export interface PolicyResult {
  readonly policy: string;
  readonly kpis: DayKpis;
  readonly record: DayRecord;
  /** What the simulation took, travel times that were known before not counted. */
  readonly wallSeconds: number;
}

/** The same day with each policy. */
export interface Evaluation {
  readonly city: EvaluationCity;
  readonly rules: DayRules;
  /** In the order in which they were asked for. */
  readonly results: readonly PolicyResult[];
}

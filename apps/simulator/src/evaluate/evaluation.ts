import type { InputCheck } from '#scenario';
import type { DayRecord, DayRules, EvaluationCity } from '#simulation';
import type { DayKpis } from './kpis/day-kpis.js';

/** The result of one policy. */
export interface PolicyResult {
  readonly policy: string;
  readonly kpis: DayKpis;
  readonly record: DayRecord;
  /** Run time of the simulation without the computation of travel times. */
  readonly wallSeconds: number;
}

/** The results of all policies on the same day. */
export interface Evaluation {
  readonly city: EvaluationCity;
  readonly rules: DayRules;
  /** Speed of all cars relative to that of the road network. */
  readonly speedFactor: number;
  /** Whether the seed changes the results. */
  readonly isRandom: boolean;
  /** Results in the order of the requested policies. */
  readonly results: readonly PolicyResult[];
  /** Zone of the hours of the day, if files have one that is not UTC. */
  readonly timeZone?: string | undefined;
  /** What the check of the files has found; undefined for the generated city. */
  readonly inputCheck?: InputCheck | undefined;
}

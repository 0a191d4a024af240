import type { DayRecord, DayRules } from '#simulation';
import type { DayKpis } from '../kpis/day-kpis.js';

/** The requests of a day: those of the input, a day that is drawn from them, or a generated day. */
export type DayDemand =
  | { readonly kind: 'given' }
  | {
      readonly kind: 'resampled' | 'jittered';
      readonly seed: number;
      readonly jitterSeconds: number;
    }
  | { readonly kind: 'generated'; readonly seed: number; readonly ridersPerHour: number };

/** One day to simulate with some policies. Threads send it to each other. */
export interface DayJob {
  /** Index of the input. */
  readonly input: number;
  readonly policies: readonly string[];
  readonly rules: DayRules;
  readonly demand: DayDemand;
  /** Number of cars; undefined: all cars of the input. A generated day needs a number. */
  readonly drivers: number | undefined;
  /** Speed of all cars relative to that of the road network. */
  readonly speedFactor: number;
  /** Whether the results hold the whole record, which takes some megabytes a day. */
  readonly keepRecord: boolean;
}

/** The result of one policy on one day. */
export interface DayResult {
  readonly policy: string;
  readonly kpis: DayKpis;
  /** Undefined unless the job keeps it. */
  readonly record: DayRecord | undefined;
  /** Run time of the simulation without the computation of travel times. */
  readonly wallSeconds: number;
}

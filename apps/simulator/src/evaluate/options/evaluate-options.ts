import type { DayRules } from '#simulation';

export interface EvaluateOptions {
  /** Real input, all three or none. */
  files: { requests: string; network: string; vehicles: string } | undefined;
  /** For the generated city only: requests in an average hour. */
  ridersPerHour: number;
  /** For the generated city only. */
  drivers: number;
  /** Known ones, each once, in the order to be tried and shown. */
  policies: readonly string[];
  rules: DayRules;
  json: boolean;
  /** File for the report; undefined: none. */
  report: string | undefined;
  /** Folder for travel times; undefined: none are read or kept. */
  cacheDir: string | undefined;
  /** Bound for travel times in memory, in bytes. */
  maxBytes: number;
}

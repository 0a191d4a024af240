import type { CityFiles } from '#scenario';
import type { DayRules } from '#simulation';

export interface EvaluateOptions {
  /** Input files; undefined for the generated city. */
  files: CityFiles | undefined;
  /** Requests in an average hour; only for the generated city. */
  ridersPerHour: number;
  /** Size of the fleet; only for the generated city. */
  drivers: number;
  /** Distinct names of policies, in the order of simulation and output. */
  policies: readonly string[];
  rules: DayRules;
  json: boolean;
  /** File for the report; undefined for no report. */
  report: string | undefined;
  /** Folder of the travel-time cache; undefined for no cache. */
  cacheDir: string | undefined;
  /** Upper bound for travel times in memory, in bytes. */
  maxBytes: number;
}

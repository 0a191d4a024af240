import type { CityFiles } from '#scenario';
import type { DayRules } from '#simulation';
import type { Sweep } from '../study/sweep.js';
import type { Target } from '../study/target.js';
import type { StationSource } from './station-options.js';

export interface EvaluateOptions {
  /** Input files; undefined for the generated city. */
  files: CityFiles | undefined;
  /** Requests in an average hour; only for the generated city. */
  ridersPerHour: number;
  /** Size of the fleet; undefined: all cars of the file. */
  drivers: number | undefined;
  /** Distinct names of policies, in the order of simulation and output. */
  policies: readonly string[];
  rules: DayRules;
  /** File with requests of other days; undefined for none. */
  history: string | undefined;
  /** Where cars charge; undefined for cars without batteries. */
  stations: StationSource | undefined;
  /** File of the types of vehicles; undefined for those that are built in. */
  vehicleTypes: string | undefined;
  /** Speed of all cars relative to that of the road network. */
  speedFactor: number;
  json: boolean;
  /** File for the report; undefined for no report. */
  report: string | undefined;
  /** Folder for the exported tables; undefined for no export. */
  exportFolder: string | undefined;
  /** Folder of the travel-time cache; undefined for no cache. */
  cacheDir: string | undefined;
  /** Upper bound for travel times in memory, in bytes. */
  maxBytes: number;
  /** Whether the command line named a seed. */
  isSeedGiven: boolean;
  /** Number of days; 1: the day as it is. */
  replications: number;
  /** How days are drawn from the requests of a file. */
  draw: 'resampled' | 'jittered';
  jitterSeconds: number;
  sweep: Sweep | undefined;
  /** Levels of service to find a fleet for; empty for no search. */
  targets: readonly Target[];
  /** The largest fleet of the search; undefined: as many cars as requests. */
  mostDrivers: number | undefined;
  scenarioFile: string | undefined;
  /** Number of days that are simulated at a time. */
  threads: number;
}

import type { CityFiles } from '#scenario';
import type { SimulationOptions } from '#simulation';

export interface DemoOptions extends SimulationOptions {
  /** Whether the city page may control the city through a port of this machine. */
  control: boolean;
  /** Begin of the window in seconds since midnight; undefined: the first request. */
  fromSeconds: number | undefined;
  /** Length of the window in simulated minutes; undefined: by `forSeconds` or the default. */
  minutes: number | undefined;
  /** Input files; undefined for the built-in city. */
  files: CityFiles | undefined;
  /** Number of cars of the built-in city. */
  drivers: number;
  /** Longest travel time to a pickup for which a driver gets an offer, in simulated seconds. */
  reachSeconds: number;
  /** Dispatch policy of the servers; undefined for their default. */
  policy: string | undefined;
  /** Whether idle drivers get suggestions to drive to riders; undefined: as the policy has it. */
  reposition: boolean | undefined;
  /** Shared trips: the most of a driver, and the longest detour in simulated seconds. */
  pooling: { seats: number; maxDetourSeconds: number } | undefined;
  /** Number of cities, each with a database of its own; undefined for one city without gateways. */
  cities: number | undefined;
  /** Number of processes that serve the streams of all cities. */
  gateways: number;
  /** Number of servers on the database, or on that of each city. */
  instances: number;
  json: boolean;
  /** Port of the server; undefined for a free port. */
  port: number | undefined;
  /** Data folder of the embedded database; undefined for a folder that is removed at the end. */
  dataDir: string | undefined;
  /** URL of an external database; undefined for an embedded one. */
  databaseUrl: string | undefined;
}

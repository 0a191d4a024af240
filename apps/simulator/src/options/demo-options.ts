import type { SimulationOptions } from '#simulation';

export interface DemoOptions extends SimulationOptions {
  /** The city page may steer it, through a port of this machine. */
  control: boolean;
  /** The window's begin in seconds since midnight; undefined: with the first request. */
  fromSeconds: number | undefined;
  /** The window's length in simulated minutes; undefined: as `forSeconds` or the input say. */
  minutes: number | undefined;
  /** Real input, all three or none. */
  files: { requests: string; network: string; vehicles: string } | undefined;
  /** Cars of the built-in city. */
  drivers: number;
  /** Longest travel time to a pickup for which a driver is asked, in simulated seconds. */
  reachSeconds: number;
  /** Of the servers; undefined: their default. */
  policy: string | undefined;
  /** Servers on the one database. */
  instances: number;
  json: boolean;
  /** Undefined: any free port. */
  port: number | undefined;
  /** Undefined: a fresh folder, removed at the end. */
  dataDir: string | undefined;
  /** An external database instead of an embedded one. */
  databaseUrl: string | undefined;
}

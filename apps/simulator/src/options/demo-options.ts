/** How often people do what one would rather they didn't; each from 0 to 1. */
export interface Behaviour {
  /** A driver declines an offer. */
  declineRate: number;
  /** A driver lets an offer expire. */
  ignoreRate: number;
  /** A rider changes their mind before the ride. */
  riderCancelRate: number;
  /** A driver gives an accepted trip back. */
  driverCancelRate: number;
  /** A client's connection drops within ten real seconds. */
  dropRate: number;
}

export interface DemoOptions {
  /** Real seconds after which nothing new begins; undefined: the window's requests decide. */
  forSeconds: number | undefined;
  /** Goes on until somebody ends it; then rides under way finish, and the audit comes. */
  stay: boolean;
  /** The city page may steer it, through a port of this machine. */
  control: boolean;
  seed: number;
  /** Simulated seconds in a real one. */
  speed: number;
  /** The window's begin in seconds since midnight; undefined: with the first request. */
  fromSeconds: number | undefined;
  /** The window's length in simulated minutes; undefined: as `forSeconds` or the input say. */
  minutes: number | undefined;
  /** Real input, all three or none. */
  files: { requests: string; network: string; vehicles: string } | undefined;
  /** For the built-in city only. */
  ridersPerHour: number;
  drivers: number;
  /** Longest travel time to a pickup for which a driver is asked, in simulated seconds. */
  reachSeconds: number;
  /** Of the servers; undefined: their default. */
  policy: string | undefined;
  behaviour: Behaviour;
  /** Servers on the one database. */
  instances: number;
  /** Real seconds between two kills of a server; undefined: none is killed. */
  killEverySeconds: number | undefined;
  json: boolean;
  /** Undefined: any free port. */
  port: number | undefined;
  /** Undefined: a fresh folder, removed at the end. */
  dataDir: string | undefined;
  /** An external database instead of an embedded one. */
  databaseUrl: string | undefined;
}

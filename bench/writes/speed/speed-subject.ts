import type pg from 'pg';
import type { BenchChild } from '../../streams/process/bench-child.js';
import type { SelfTime } from '../../profile/self-times.js';
import type { WritesBenchOptions } from '../options.js';
import type { WriteServerCalls } from '../server/write-server.js';

export interface Profile {
  measure: string;
  file: string;
  functions: SelfTime[];
}

/** What the measures share. */
export interface SpeedSubject {
  options: WritesBenchOptions;
  progress: (text: string) => void;
  signal: AbortSignal;
  url: string;
  server: BenchChild<WriteServerCalls>;
  /** A connection without the server between. */
  client: pg.Client;
  /** Seconds of CPU that Postgres has used so far. */
  readPostgresCpu: () => number;
  /** Runs a measure, and profiles the server meanwhile when the options ask for it. */
  profileDuring: <T>(measure: string, run: () => Promise<T>) => Promise<T>;
}

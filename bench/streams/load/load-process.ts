import { serveCalls } from '../process/serve-calls.js';
import { percentile } from '#simulation';
import { ClientPool, type Crowd } from './crowd.js';
import { Tally, type Noting } from './tally.js';

export interface Arrivals {
  received: number;
  /** When the last one did, in microseconds of the shared clock. */
  lastAt: number;
  /** Of the client that got fewest. */
  fewest: number;
  /** Streams that ended although nobody wanted it. */
  lost: number;
}

/** What can be asked of the process with the clients. */
export interface LoadCalls {
  open(crowd: Crowd): Promise<{ startedAt: number }>;
  leave(_: null): Promise<void>;
  begin(plan: { noting: Noting; capacity: number; tellEvery: number }): void;
  /** Waits for so many, as long as something arrives within `patienceMs`. */
  arrivals(wanted: { count: number; patienceMs: number }): Promise<Arrivals>;
  /** Of the ages noted, in milliseconds. */
  ages(_: null): { p50: number; p99: number };
  /** By stamp, in microseconds of the shared clock; 0 for what hasn't arrived. */
  times(_: null): Float64Array;
}

const tally = new Tally();
const crowd = new ClientPool(tally);

const calls: LoadCalls = {
  open: (wanted) => crowd.open(wanted),
  leave: () => crowd.leave(),
  begin: ({ noting, capacity, tellEvery }) => {
    tally.begin(noting, capacity, tellEvery);
  },
  arrivals: async ({ count, patienceMs }) => {
    await tally.reached(count, patienceMs);
    const { received, lastAt } = tally;
    return { received, lastAt, fewest: crowd.fewestEvents, lost: crowd.lost };
  },
  ages: () => {
    const sorted = tally.notes.slice(0, tally.received).sort();
    return { p50: percentile(sorted, 0.5) / 1000, p99: percentile(sorted, 0.99) / 1000 };
  },
  times: () => tally.notes,
};

serveCalls(calls);

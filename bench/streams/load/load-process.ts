import { serveCalls } from '../process/serve-calls.js';
import { percentile } from '#simulation';
import { ClientPool, type StreamPlan } from './client-pool.js';
import { ArrivalRecorder, type RecordMode } from './arrival-recorder.js';

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
  open(pool: StreamPlan): Promise<{ startedAt: number }>;
  closeAll(_: null): Promise<void>;
  startRecording(plan: { noting: RecordMode; capacity: number; tellEvery: number }): void;
  /** Waits for so many, as long as something arrives within `patienceMs`. */
  awaitArrivals(wanted: { count: number; patienceMs: number }): Promise<Arrivals>;
  /** Of the ages noted, in milliseconds. */
  ages(_: null): { p50: number; p99: number };
  /** By stamp, in microseconds of the shared clock; 0 for what hasn't arrived. */
  times(_: null): Float64Array;
}

const recorder = new ArrivalRecorder();
const crowd = new ClientPool(recorder);

const calls: LoadCalls = {
  open: (wanted) => crowd.open(wanted),
  closeAll: () => crowd.closeAll(),
  startRecording: ({ noting, capacity, tellEvery }) => {
    recorder.start(noting, capacity, tellEvery);
  },
  awaitArrivals: async ({ count, patienceMs }) => {
    await recorder.awaitCount(count, patienceMs);
    const { received, lastAt } = recorder;
    return { received, lastAt, fewest: crowd.fewestEvents, lost: crowd.lost };
  },
  ages: () => {
    const sorted = recorder.values.slice(0, recorder.received).sort();
    return { p50: percentile(sorted, 0.5) / 1000, p99: percentile(sorted, 0.99) / 1000 };
  },
  times: () => recorder.values,
};

serveCalls(calls);

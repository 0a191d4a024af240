import { percentile } from '#simulation';
import { serveCalls } from '../process/serve-calls.js';
import { ArrivalRecorder, type RecordPlan } from './arrival-recorder.js';
import { ClientPool, type StreamPlan } from './client-pool.js';

export interface Arrivals {
  received: number;
  /** The time of the latest arrival, in microseconds of the shared clock. */
  lastAt: number;
  /** The number of events of the client that received fewest. */
  fewest: number;
  /** Streams that ended before the benchmark closed them. */
  lost: number;
}

/** The calls that the process with the clients answers. */
export interface LoadCalls {
  open(plan: StreamPlan): Promise<{ startedAt: number }>;
  closeAll(_: null): Promise<void>;
  startRecording(plan: RecordPlan): void;
  /** Waits for `count` arrivals, as long as the next one happens within `idleLimitMs`. */
  awaitArrivals(wanted: { count: number; idleLimitMs: number }): Promise<Arrivals>;
  /** Percentiles of the recorded ages, in milliseconds. */
  ages(_: null): { p50: number; p99: number };
  /** Times of arrival by stamp, in microseconds of the shared clock; 0 before the arrival. */
  times(_: null): Float64Array;
}

const recorder = new ArrivalRecorder();
const pool = new ClientPool(recorder);

const calls: LoadCalls = {
  open: (plan) => pool.open(plan),
  closeAll: () => pool.closeAll(),
  startRecording: (plan) => {
    recorder.start(plan);
  },
  awaitArrivals: async ({ count, idleLimitMs }) => {
    await recorder.awaitCount(count, idleLimitMs);
    const { received, lastAt } = recorder;
    return { received, lastAt, fewest: pool.fewestEvents, lost: pool.lost };
  },
  ages: () => {
    const sorted = recorder.values.slice(0, recorder.received).sort();
    return { p50: percentile(sorted, 0.5) / 1000, p99: percentile(sorted, 0.99) / 1000 };
  },
  times: () => recorder.values,
};

serveCalls(calls);

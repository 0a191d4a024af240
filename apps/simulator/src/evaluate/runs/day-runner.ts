import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { networkToData, shareTravelTimes } from '#geo';
import type { EvaluationCity } from '#simulation';
import type { DayJob, DayResult } from './day-job.js';
import { runDay } from './run-day.js';
import type { ThreadInput } from './thread-input.js';

/** Simulates days, several at a time where the machine has several cores. */
export interface DayRunner {
  run(job: DayJob): Promise<DayResult[]>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Simulates each day in the thread of the caller. */
export const createInlineRunner = (cities: readonly EvaluationCity[]): DayRunner => ({
  // A turn of the event loop lets the status line and Ctrl-C work between two days.
  run: async (job) => {
    await new Promise(setImmediate);
    return runDay(cities[job.input]!, job);
  },
  close: () => Promise.resolve(),
});

export interface ThreadsOptions {
  /** Number of threads, 2 or more. */
  readonly threads: number;
  /** Upper bound for the travel times of all threads together, in bytes. */
  readonly maxBytes: number;
}

/**
 * Starts threads that simulate days. They share the travel times that are known by now; a thread
 * computes those of a network that don't fit into memory by itself, within its part of the memory.
 */
export function startThreads(
  cities: readonly EvaluationCity[],
  { threads, maxBytes }: ThreadsOptions,
): DayRunner {
  const inputs = cities.map(({ times, ...city }): ThreadInput => {
    return {
      ...city,
      network: networkToData(times.network),
      travelTimes: shareTravelTimes(times, times.isComplete ? maxBytes : maxBytes / threads),
    };
  });
  const pool = new Tinypool({
    filename: fileURLToPath(new URL('./day-thread.js', import.meta.url)),
    workerData: inputs,
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
  });
  return {
    run: (job) => pool.run(job) as Promise<DayResult[]>,
    close: () => pool.destroy(),
  };
}

import { workerData } from 'node:worker_threads';
import type { EvaluationCity } from '#simulation';
import type { DayJob, DayResult } from './day-job.js';
import { runDay } from './run-day.js';
import { cityOfInput, type ThreadInput } from './thread-input.js';

/** Tinypool puts its own data before ours. */
const inputs = (workerData as [unknown, readonly ThreadInput[]])[1];
const cities: EvaluationCity[] = [];

/** Simulates one day. Tinypool calls it in a thread. */
export default function runInThread(job: DayJob): DayResult[] {
  const city = (cities[job.input] ??= cityOfInput(inputs[job.input]!));
  return runDay(city, job);
}

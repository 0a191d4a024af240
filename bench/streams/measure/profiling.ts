import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BenchReport } from '../report/bench-report.js';
import { getTripstreamCalls, type Contender } from './contender.js';

/** Profiles our server while it is measured, once a measure, when that was asked for. */
export class Profiling {
  readonly profiles: BenchReport['profiles'] = [];

  /** @param folder for the profiles; without one nothing is profiled */
  constructor(private readonly folder: string | undefined) {}

  async during<T>(contender: Contender, measure: string, run: () => Promise<T>): Promise<T> {
    const isDone = this.profiles.some((known) => known.measure === measure);
    if (this.folder === undefined || contender.name !== 'tripstream' || isDone) return run();
    await mkdir(this.folder, { recursive: true });
    const name = measure.replace(/[^a-z0-9]+/g, '-');
    const file = path.resolve(this.folder, `${name}.cpuprofile`);
    const own = getTripstreamCalls(contender);
    await own.call('startProfile', null);
    const result = await run();
    const functions = await own.call('stopProfile', file);
    this.profiles.push({ measure, file: path.relative('.', file), functions });
    return result;
  }
}

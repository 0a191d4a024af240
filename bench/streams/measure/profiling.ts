import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BenchReport } from '../report/bench-report.js';
import { getTripstreamCalls, type Contender } from './contender.js';

/** Profiles Tripstream during each measure, when the options ask for it. */
export class Profiling {
  readonly profiles: BenchReport['profiles'] = [];

  /** @param folder for the profiles; undefined switches profiling off */
  constructor(private readonly folder: string | undefined) {}

  /** Runs the measure, and profiles its first run. */
  async profileDuring<T>(contender: Contender, measure: string, run: () => Promise<T>): Promise<T> {
    const isDone = this.profiles.some((known) => known.measure === measure);
    if (this.folder === undefined || contender.name !== 'tripstream' || isDone) return run();
    await mkdir(this.folder, { recursive: true });
    const name = measure.replace(/[^a-z0-9]+/g, '-');
    const file = path.resolve(this.folder, `${name}.cpuprofile`);
    const tripstream = getTripstreamCalls(contender);
    await tripstream.call('startProfile', null);
    const result = await run();
    const functions = await tripstream.call('stopProfile', file);
    this.profiles.push({ measure, file: path.relative('.', file), functions });
    return result;
  }
}

import { describeMachine, type Machine } from '../report/machine.js';
import { runBloatBench, type BloatReport } from './bloat/bloat-bench.js';
import type { WritesBenchOptions } from './options.js';
import { runSpeedBench, type SpeedReport } from './speed/speed-bench.js';

export interface WritesReport {
  machine: Machine;
  options: WritesBenchOptions;
  speed?: SpeedReport;
  bloat?: BloatReport;
}

/** Measures offers and commits a second, or with `bloat` how tables grow under a steady load. */
export async function runWritesBench(
  options: WritesBenchOptions,
  progress: (text: string) => void,
  signal: AbortSignal,
): Promise<WritesReport> {
  const machine = describeMachine();
  return options.bloat
    ? { machine, options, bloat: await runBloatBench(options, progress, signal) }
    : { machine, options, speed: await runSpeedBench(options, progress, signal) };
}

import { describeMachine } from '../report/machine.js';
import { measureCpu, measureLatency } from './measure/compare.js';
import { measureCosts } from './measure/costs.js';
import { measureFaults } from './measure/faults.js';
import { measureHints } from './measure/hints.js';
import type { BusBenchOptions } from './options.js';
import type { BusReport } from './report.js';

const measures = {
  latency: measureLatency,
  hints: measureHints,
  cpu: measureCpu,
  faults: measureFaults,
};

/** @throws {UsageError} without nats-server */
export async function runBusBench(
  options: BusBenchOptions,
  print: (text: string) => void,
  signal: AbortSignal,
): Promise<BusReport> {
  const report: BusReport = { machine: describeMachine(), options, figures: [] };
  for (const name of options.only) {
    signal.throwIfAborted();
    if (name === 'costs') report.costs = await measureCosts(options, print);
    else report.figures.push(...(await measures[name](options, print)));
  }
  return report;
}

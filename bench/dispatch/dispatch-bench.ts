import { describeMachine } from '../report/machine.js';
import { measureCandidates } from './candidates/candidates-bench.js';
import { loadCity } from './city/bench-city.js';
import { LiveCity } from './city/live-city.js';
import { measureDay, travelTimesSection } from './day/day-bench.js';
import type { DispatchBenchOptions } from './options.js';
import type { DispatchReport } from './report/dispatch-report.js';
import { measureUpdates } from './updates/updates-bench.js';
import { measureLiveWindows } from './window/windows-bench.js';

/**
 * One run, in one process: nothing in here waits for anything.
 *
 * @throws {InputError} for a broken file
 */
export async function runDispatchBench(
  options: DispatchBenchOptions,
  say: (text: string) => void,
): Promise<DispatchReport> {
  const machine = describeMachine();
  const { files, riders, drivers, windows, seconds } = options;
  say('computing travel times');
  const city = await loadCity(files);
  const live = new LiveCity(city, { riders, drivers });
  const sections = [measureLiveWindows(live, windows, say)];
  say('candidates of a pickup');
  sections.push(measureCandidates(live));
  say('location updates');
  sections.push(measureUpdates(live, seconds));
  sections.push(measureDay(city, say), travelTimesSection(city));
  return { machine, city: city.name, riders, drivers, sections };
}

import { describeMachine } from '../report/machine.js';
import { measureCandidates } from './candidates/candidates-bench.js';
import { loadCity } from './city/bench-city.js';
import { LiveCity } from './city/live-city.js';
import { DAY_SIZES, measureDay, describeTravelTimes } from './day/day-bench.js';
import type { DispatchBenchOptions } from './options.js';
import type { DispatchReport, Section } from './report/dispatch-report.js';
import { measureTravel } from './travel/travel-bench.js';
import { measureUpdates } from './updates/updates-bench.js';
import { measureLiveWindows } from './window/windows-bench.js';

/**
 * Runs all measures in this process; they are synchronous.
 *
 * @throws {InputError} for an invalid file
 */
export async function runDispatchBench(
  options: DispatchBenchOptions,
  log: (text: string) => void,
): Promise<DispatchReport> {
  const machine = describeMachine();
  const { files, riders, drivers, windows, seconds } = options;
  log('computing travel times');
  const city = await loadCity(files);
  const sections: Section[] = [];
  if (!options.onlyDays) {
    const live = new LiveCity(city, { riders, drivers });
    sections.push(measureLiveWindows(live, windows, log));
    log('candidates of a pickup');
    sections.push(measureCandidates(live));
    log('location updates');
    sections.push(measureUpdates(live, seconds));
    sections.push(describeTravelTimes(city), measureTravel(city, log));
  }
  for (const size of DAY_SIZES) sections.push(measureDay(city, size, log));
  return { machine, city: city.name, riders, drivers, sections };
}

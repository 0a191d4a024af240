import path from 'node:path';
import { readCityFiles, type CityFiles, type Scenario } from '#scenario';
import { UsageError } from '#simulation';
import type { DemoOptions } from '../options/demo-options.js';

const DEFAULT_MINUTES = 10;

/**
 * Reads recorded demand, a road network and a fleet from files.
 *
 * @throws {InputError} with file, line and field
 * @throws {UsageError} when the window has no request
 */
export async function readScenario(options: DemoOptions, files: CityFiles): Promise<Scenario> {
  const { network, requests: all, vehicles } = await readCityFiles(files);
  const fromSeconds = options.fromSeconds ?? Math.floor(all[0]?.departureSeconds ?? 0);
  const windowSeconds = (options.minutes ?? DEFAULT_MINUTES) * 60;
  const requests = all.filter(
    ({ departureSeconds: at }) => at >= fromSeconds && at < fromSeconds + windowSeconds,
  );
  if (requests.length === 0) {
    throw new UsageError(`${files.requests} has no request in the window of --from and --minutes`);
  }
  const networkFile = path.resolve(files.network);
  const name = path.basename(files.requests);
  return { name, network, networkFile, requests, vehicles, fromSeconds, windowSeconds };
}

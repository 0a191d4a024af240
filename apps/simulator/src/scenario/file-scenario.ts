import path from 'node:path';
import { InputError } from '#geo';
import { readRoadNetwork } from '#roads';
import { readInput, readRequests, readVehicles, type Scenario } from '#scenario';
import { UsageError } from '#simulation';
import type { DemoOptions } from '../options/demo-options.js';

const DEFAULT_MINUTES = 10;

type Files = NonNullable<DemoOptions['files']>;

/**
 * Reads recorded demand, a road network and a fleet from files.
 *
 * @throws {InputError} with file, line and field
 * @throws {UsageError} when the window has no request
 */
export async function readScenario(options: DemoOptions, files: Files): Promise<Scenario> {
  const [requestsCsv, { network }, vehiclesCsv] = await Promise.all([
    readInput(files.requests),
    readRoadNetwork(files.network),
    readInput(files.vehicles),
  ]);
  const all = readRequests(requestsCsv, files.requests);
  const fromSeconds = options.fromSeconds ?? Math.floor(all[0]?.departureSeconds ?? 0);
  const windowSeconds = (options.minutes ?? DEFAULT_MINUTES) * 60;
  const requests = all.filter(
    ({ departureSeconds: at }) => at >= fromSeconds && at < fromSeconds + windowSeconds,
  );
  if (requests.length === 0) {
    throw new UsageError(`${files.requests} has no request in the window of --from and --minutes`);
  }
  const vehicles = readVehicles(vehiclesCsv, files.vehicles);
  if (vehicles.length === 0) throw new InputError(files.vehicles, '', 'has no vehicle');
  const networkFile = path.resolve(files.network);
  const name = path.basename(files.requests);
  return { name, network, networkFile, requests, vehicles, fromSeconds, windowSeconds };
}

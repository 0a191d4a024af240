import path from 'node:path';
import { TravelTimes } from '#geo';
import {
  assertAccepted,
  checkInput,
  inputCheckLines,
  readCityFiles,
  type CityFiles,
  type RecordedCity,
  type Scenario,
} from '#scenario';
import { UsageError } from '#simulation';
import type { DemoOptions } from '../options/demo-options.js';

const DEFAULT_MINUTES = 10;
/** Farther from every junction, a place is outside the city for the server of the demo. */
const DEFAULT_MARGIN_METERS = 500;

/**
 * Reads recorded demand, a road network and a fleet from files. Requests off the map are left out,
 * because the server refuses them.
 *
 * @throws {InputError} with file, line and field, and for files that the input check refuses
 * @throws {UsageError} when the window has no request
 */
export async function readScenario(options: DemoOptions, given: CityFiles): Promise<Scenario> {
  const marginMeters = Math.max(1, given.maxSnapMeters ?? DEFAULT_MARGIN_METERS);
  const files = { ...given, maxSnapMeters: marginMeters };
  const city = await readCityFiles(files);
  const { network, requests: all, vehicles } = city;
  const fromSeconds = options.fromSeconds ?? Math.floor(all[0]?.departureSeconds ?? 0);
  const windowSeconds = (options.minutes ?? DEFAULT_MINUTES) * 60;
  const requests = all.filter(
    ({ departureSeconds: at }) => at >= fromSeconds && at < fromSeconds + windowSeconds,
  );
  if (requests.length === 0) {
    throw new UsageError(`${files.requests} has no request in the window of --from and --minutes`);
  }
  printInputCheck(city, files);
  const networkFile = path.resolve(files.network);
  const name = path.basename(files.requests);
  const window = { requests, vehicles, fromSeconds, windowSeconds };
  return { name, network, networkFile, marginMeters, ...window };
}

/** Prints what the files say to stderr, because stdout may be JSON. */
function printInputCheck(city: RecordedCity, files: CityFiles): void {
  const times = new TravelTimes(city.network);
  const check = checkInput({ ...city, findTravel: (from, to) => times.findTravel(from, to) });
  process.stderr.write(`${inputCheckLines(check).join('\n')}\n`);
  if (!files.acceptInput) assertAccepted(check, files.requests);
}

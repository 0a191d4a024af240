import { readFile } from 'node:fs/promises';
import type { CityMap } from '#contracts';
import {
  InputError,
  TravelTimes,
  generateGrid,
  readNodeLinkNetwork,
  toCityMap,
  type RoadNetwork,
} from '#geo';
import { CityPlaces } from '#places';
import { SettingsError, type Settings } from '#platform';

export interface City {
  times: TravelTimes;
  map: CityMap;
  places: CityPlaces;
  /** Whether travel times should be computed in advance. Those of the grid are fast to compute. */
  isLarge: boolean;
}

/** Loads the road network of `CITY_NETWORK_FILE`, or the built-in street grid. */
export async function loadCity(settings: Settings): Promise<City> {
  const { networkFile, marginMeters, travelTimesBytes } = settings.city;
  const network = networkFile ? await readNetwork(networkFile) : generateGrid();
  const times = new TravelTimes(network, { maxBytes: travelTimesBytes });
  // Quotes and the times of arrival need it, and no request should wait for it.
  times.preparePointToPoint();
  const places = new CityPlaces(network, { maxRoadMeters: marginMeters });
  return { times, map: toCityMap(network), places, isLarge: networkFile !== undefined };
}

/** @throws SettingsError with the file and the error in it */
async function readNetwork(file: string): Promise<RoadNetwork> {
  try {
    return readNodeLinkNetwork(JSON.parse(await readFile(file, 'utf8')), file);
  } catch (error) {
    const what = error instanceof InputError ? error.message : `${file}: ${reasonOf(error)}`;
    throw new SettingsError(`CITY_NETWORK_FILE can't be used. ${what}`);
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder, and not a file';
  return error instanceof SyntaxError ? `is not JSON (${error.message})` : String(error);
}

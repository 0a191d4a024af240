import { Logger } from '@nestjs/common';
import type { CityMap } from '#contracts';
import { InputError, TravelTimes, generateGrid, toCityMap, type RoadNetwork } from '#geo';
import { CityPlaces } from '#places';
import { SettingsError, type Settings } from '#platform';
import { readRoadNetwork } from '#roads';

const logger = new Logger('City');

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

/** @throws SettingsError with the file and the errors in it */
async function readNetwork(file: string): Promise<RoadNetwork> {
  try {
    const { network, warnings } = await readRoadNetwork(file);
    for (const { where, problem } of warnings) logger.warn(`${file}: ${where}: ${problem}`);
    return network;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new SettingsError(`CITY_NETWORK_FILE can't be used. ${error.message}`);
  }
}

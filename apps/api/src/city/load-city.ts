import { readFile } from 'node:fs/promises';
import type { CityMap } from '#contracts';
import { InputError, generateGrid, readNodeLinkNetwork, toCityMap, type RoadNetwork } from '#geo';
import { SettingsError, type Settings } from '#platform';

export interface City {
  network: RoadNetwork;
  map: CityMap;
}

/** The roads of `CITY_NETWORK_FILE`, or the built-in street grid. */
export async function loadCity(settings: Settings): Promise<City> {
  const { networkFile } = settings.city;
  const network = networkFile ? await readNetwork(networkFile) : generateGrid();
  return { network, map: toCityMap(network) };
}

/** @throws SettingsError naming the file and what is wrong with it */
async function readNetwork(file: string): Promise<RoadNetwork> {
  try {
    return readNodeLinkNetwork(JSON.parse(await readFile(file, 'utf8')), file);
  } catch (error) {
    const what = error instanceof InputError ? error.message : `${file}: ${reasonOf(error)}`;
    throw new SettingsError(`CITY_NETWORK_FILE can't be used. ${what}`);
  }
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'there is no such file';
  return error instanceof SyntaxError ? `is not JSON (${error.message})` : String(error);
}

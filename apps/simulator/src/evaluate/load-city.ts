import { readCityFiles } from '#scenario';
import { orderCity, type EvaluationCity } from '#simulation';
import type { StatusLine } from '../progress/status-line.js';
import type { CityInput } from './city/city-input.js';
import { generateCity } from './city/generated-city.js';
import type { EvaluateOptions } from './options/evaluate-options.js';
import { withThousands } from './output/number-text.js';
import { loadTravelTimes } from './travel/load-travel-times.js';

/**
 * Reads or generates the city of the options, and loads its travel times.
 *
 * @param status receives the progress
 * @throws {InputError} for an invalid file
 */
export async function loadCity(
  options: EvaluateOptions,
  status: StatusLine,
): Promise<EvaluationCity> {
  const input = options.files ? await readCityFiles(options.files) : generateCity(options);
  status.print(introduction(input, options));
  const { maxBytes, cacheDir } = options;
  const { network, ...rest } = input;
  const times = loadTravelTimes(network, { maxBytes, cacheDir, status });
  return orderCity({ ...rest, times });
}

function introduction(
  { name, requests, vehicles, network }: CityInput,
  { files }: EvaluateOptions,
): string {
  const isPlaced = files !== undefined && files.vehicles === undefined;
  const cars = isPlaced ? 'cars at pickups' : `${withThousands(vehicles.length)} cars`;
  const junctions = `${withThousands(network.nodeCount)} junctions`;
  return `${name}: ${withThousands(requests.length)} requests, ${cars}, ${junctions}`;
}

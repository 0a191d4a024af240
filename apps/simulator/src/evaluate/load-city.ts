import {
  assertAccepted,
  checkInput,
  inputCheckLines,
  readCityFiles,
  type InputCheck,
} from '#scenario';
import { orderCity, type EvaluationCity, type RecordedHistory } from '#simulation';
import { TravelTimes } from '#geo';
import type { StatusLine } from '../progress/status-line.js';
import type { CityInput } from './city/city-input.js';
import { readCharging } from './city/read-charging.js';
import { generateCity } from './city/generated-city.js';
import { readHistory } from './city/read-history.js';
import type { EvaluateOptions } from './options/evaluate-options.js';
import { withThousands } from './output/number-text.js';
import { loadTravelTimes } from './travel/load-travel-times.js';

/** A city with its travel times, and what the check of its files has found. */
export interface LoadedCity extends EvaluationCity {
  /** Undefined for the generated city. */
  readonly inputCheck: InputCheck | undefined;
}

/**
 * Reads or generates the city of the options, and loads its travel times.
 *
 * @param status receives the progress
 * @throws {InputError} for an invalid file, and for one that the input check refuses
 */
export async function loadCity(options: EvaluateOptions, status: StatusLine): Promise<LoadedCity> {
  const input = options.files ? await readCityFiles(options.files) : generateCity(options);
  status.print(introduction(input, options));
  const history = await loadHistory(options, input, status);
  const charging = await readCharging(options, input, status);
  const { maxBytes, cacheDir } = options;
  const { network, name, requests, vehicles } = input;
  const inputCheck = checkFiles(input, options, status);
  const times = loadTravelTimes(network, { maxBytes, cacheDir, status });
  return { ...orderCity({ name, requests, vehicles, times, history, ...charging }), inputCheck };
}

/** Prints the check, because a run of minutes begins after it. */
function checkFiles(
  { network, requests, vehicles, readings }: CityInput,
  { files, speedFactor }: EvaluateOptions,
  status: StatusLine,
): InputCheck | undefined {
  if (!files || !readings) return undefined;
  for (const { where, problem } of readings.roads) status.print(`Roads: ${where}: ${problem}`);
  const times = new TravelTimes(network);
  const findTravel: TravelTimes['findTravel'] = (from, to) => times.findTravel(from, to);
  const check = checkInput({ network, requests, vehicles, readings, findTravel, speedFactor });
  for (const line of inputCheckLines(check)) status.print(line);
  if (!files.acceptInput) assertAccepted(check, files.requests);
  return check;
}

async function loadHistory(
  { history, files }: EvaluateOptions,
  { requests, readings }: CityInput,
  status: StatusLine,
): Promise<RecordedHistory | undefined> {
  if (!history || !files || !readings) return undefined;
  const { midnightMs } = readings.requests;
  const recorded = await readHistory(history, { requests, midnightMs, table: files.table });
  const count = withThousands(recorded.requests.length);
  status.print(`history: ${count} requests of ${recorded.days} other days`);
  return recorded;
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

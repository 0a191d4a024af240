import path from 'node:path';
import { InputError, readNodeLinkNetwork, readRequests, readVehicles } from '#geo';
import { readInput, readJson } from '../../scenario/input-file.js';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import type { CityInput } from './city-input.js';

type Files = NonNullable<EvaluateOptions['files']>;

/**
 * Recorded demand on a real road network, all of it.
 *
 * @throws {InputError} naming file, line and field
 */
export async function fileCity(files: Files): Promise<CityInput> {
  const [requestsCsv, networkJson, vehiclesCsv] = await Promise.all([
    readInput(files.requests),
    readInput(files.network),
    readInput(files.vehicles),
  ]);
  const requests = readRequests(requestsCsv, files.requests);
  if (requests.length === 0) throw new InputError(files.requests, '', 'has no request');
  const vehicles = readVehicles(vehiclesCsv, files.vehicles);
  if (vehicles.length === 0) throw new InputError(files.vehicles, '', 'has no vehicle');
  const network = readNodeLinkNetwork(readJson(networkJson, files.network), files.network);
  const name = `${path.basename(files.requests)} on ${path.basename(files.network)}`;
  return { name, network, requests, vehicles };
}

import path from 'node:path';
import { InputError } from '#geo';
import { readRoadNetwork } from '#roads';
import { readRequests, readVehicles, type TripDemand, readInput } from '#scenario';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import type { CityInput } from './city-input.js';

const DAY_SECONDS = 86_400;
/** A typing error in a year would otherwise simulate centuries of empty windows. */
const MOST_DAYS = 31;

type Files = NonNullable<EvaluateOptions['files']>;

/**
 * Reads all recorded demand of a file, with its road network and fleet.
 *
 * @throws {InputError} with file, line and field
 */
export async function readCity(files: Files): Promise<CityInput> {
  const [requestsCsv, roads, vehiclesCsv] = await Promise.all([
    readInput(files.requests),
    readRoadNetwork(files.network),
    readInput(files.vehicles),
  ]);
  const requests = readRequests(requestsCsv, files.requests);
  if (requests.length === 0) throw new InputError(files.requests, '', 'has no request');
  assertSpan(requests, files.requests);
  const vehicles = readVehicles(vehiclesCsv, files.vehicles);
  if (vehicles.length === 0) throw new InputError(files.vehicles, '', 'has no vehicle');
  const name = `${path.basename(files.requests)} on ${path.basename(files.network)}`;
  return { name, network: roads.network, requests, vehicles };
}

function assertSpan(requests: readonly TripDemand[], source: string): void {
  const last = requests[requests.length - 1];
  const days = Math.ceil((last?.departureSeconds ?? 0) / DAY_SECONDS);
  if (days <= MOST_DAYS) return;
  const from = dateOf(requests[0]?.departureMs ?? 0);
  const to = dateOf(last?.departureMs ?? 0);
  const problem = `the requests go from ${from} to ${to}: more than ${MOST_DAYS} days`;
  throw new InputError(source, 'departure_time', problem);
}

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

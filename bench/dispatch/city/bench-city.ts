import path from 'node:path';
import { TravelTimes, generateGrid, readNodeLinkNetwork, type RoadNetwork } from '#geo';
import { generateDemand, readRequests, type TripDemand, readInput, readJson } from '#scenario';
import type { DispatchBenchOptions } from '../options.js';

/** What everything is measured on. */
export interface BenchCity {
  /** For people. Says so where it is generated. */
  readonly name: string;
  /** All of them are known. */
  readonly times: TravelTimes;
  readonly requests: readonly TripDemand[];
  /** What computing the travel times took, from nothing. */
  readonly travelTimesSeconds: number;
}

/** About as many junctions as Manhattan has, and as many requests as a day of its records. */
const GRID = { rows: 175, columns: 24 };
const DAY = { minutes: 24 * 60, requestsPerHour: 20_000 / 24, seed: 1 };

/** Enough for 11,000 junctions. */
const MAX_BYTES = 2 ** 30;

/** @throws {InputError} for a broken file */
export async function loadCity(files: DispatchBenchOptions['files']): Promise<BenchCity> {
  const { name, network, requests } = files ? await readRecordedInput(files) : generateInput();
  const times = new TravelTimes(network, { maxBytes: MAX_BYTES });
  const begin = performance.now();
  for (const place of network.routableNodes) times.getRow(place);
  const travelTimesSeconds = (performance.now() - begin) / 1000;
  const size = `${network.nodeCount.toLocaleString('en')} junctions`;
  const demand = `${requests.length.toLocaleString('en')} requests`;
  return { name: `${name}: ${size}, ${demand}`, times, requests, travelTimesSeconds };
}

interface Input {
  name: string;
  network: RoadNetwork;
  requests: TripDemand[];
}

function generateInput(): Input {
  const network = generateGrid(GRID);
  const requests = generateDemand({ network, ...DAY });
  return { name: 'Generated city and demand', network, requests };
}

async function readRecordedInput(
  files: NonNullable<DispatchBenchOptions['files']>,
): Promise<Input> {
  const requests = readRequests(await readInput(files.requests), files.requests);
  const json = readJson(await readInput(files.network), files.network);
  const network = readNodeLinkNetwork(json, files.network);
  const name = `${path.basename(files.requests)} on ${path.basename(files.network)}`;
  return { name, network, requests };
}

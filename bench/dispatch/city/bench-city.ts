import path from 'node:path';
import { TravelTimes, generateGrid, type RoadNetwork } from '#geo';
import { readRoadNetwork } from '#roads';
import { generateDemand, readRequests, type TripDemand } from '#scenario';
import type { DispatchBenchOptions } from '../options.js';

/** The road network and the demand that all measures use. */
export interface BenchCity {
  /** A text for the report; it mentions when the city is generated. */
  readonly name: string;
  /** The travel times of all pairs of junctions, computed in advance. */
  readonly times: TravelTimes;
  readonly requests: readonly TripDemand[];
  /** The time to compute all travel times. */
  readonly travelTimesSeconds: number;
}

/** About as many junctions as Manhattan has, and as many requests as a day of its records. */
const GRID = { rows: 175, columns: 24 };
const DAY = { minutes: 24 * 60, requestsPerHour: 20_000 / 24, seed: 1 };

/** Enough for the travel times of 11,000 junctions. */
const MAX_BYTES = 2 ** 30;

/** @throws {InputError} for an invalid file */
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
  requests: readonly TripDemand[];
}

function generateInput(): Input {
  const network = generateGrid(GRID);
  const requests = generateDemand({ network, ...DAY });
  return { name: 'Generated city and demand', network, requests };
}

async function readRecordedInput(
  files: NonNullable<DispatchBenchOptions['files']>,
): Promise<Input> {
  const { requests } = await readRequests(files.requests);
  const { network } = await readRoadNetwork(files.network);
  const name = `${path.basename(files.requests)} on ${path.basename(files.network)}`;
  return { name, network, requests };
}

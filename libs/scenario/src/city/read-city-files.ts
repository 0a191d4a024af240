import path from 'node:path';
import { InputError, type InputProblem, type RoadNetwork } from '#geo';
import { readRoadNetwork } from '#roads';
import type { TripDemand } from '../demand/trip-demand.js';
import { readFleet, type FleetVehicle } from '../fleet/fleet.js';
import { placeFleet } from '../fleet/place-fleet.js';
import type { TableOptions } from '../request/read-options.js';
import { readRequests } from '../request/read-requests.js';
import type { RequestReading, TableReading } from '../request/request-table.js';
import { TimeZone } from '../time/time-zone.js';

/** The files of a recorded city, and how they are to be read. */
export interface CityFiles {
  readonly requests: string;
  readonly network: string;
  /** Undefined: the fleet is placed at pickups of the requests. */
  readonly vehicles: string | undefined;
  /** Number of vehicles at pickups, when there is no file of them. */
  readonly placedDrivers: number;
  /** The first so many vehicles of the file are taken; undefined: all. */
  readonly firstDrivers?: number | undefined;
  readonly table: TableOptions;
  /**
   * Requests with an end farther from every junction than this, in metres, are left out; undefined:
   * none is, and every place stands for its nearest junction.
   */
  readonly maxSnapMeters: number | undefined;
  /** Whether a run goes on with input that the check refuses. */
  readonly acceptInput: boolean;
}

/** A recorded city, with what its files say about themselves. */
export interface RecordedCity {
  /** Names of the files, for people. */
  readonly name: string;
  readonly network: RoadNetwork;
  /** At least one, in the order of departure. */
  readonly requests: readonly TripDemand[];
  /** At least one. */
  readonly vehicles: readonly FleetVehicle[];
  readonly readings: CityReadings;
}

export interface CityReadings {
  /** What is odd about the road network, without a reason to refuse it. */
  readonly roads: readonly InputProblem[];
  readonly requests: RequestReading;
  /** Undefined for a fleet that is placed at pickups. */
  readonly vehicles: TableReading | undefined;
  /** Requests that `maxSnapMeters` left out. */
  readonly offMap: number;
}

const DAY_SECONDS = 86_400;
/** A typing error in a year would otherwise simulate centuries of empty windows. */
const MOST_DAYS = 31;

/**
 * Reads a recorded city: requests, road network and fleet. Every command reads its files with this
 * function, so what one accepts, all accept.
 *
 * @throws {InputError} with file, line and field
 */
export async function readCityFiles(files: CityFiles): Promise<RecordedCity> {
  const { network, warnings } = await readRoadNetwork(files.network);
  const { requests: all, reading } = await readRequests(files.requests, files.table);
  assertSpan(all, reading);
  const requests = leaveOutOffMap(all, network, files);
  const { vehicles, reading: fleetReading } = await readCars(files, requests, network);
  const name = `${path.basename(files.requests)} on ${path.basename(files.network)}`;
  const offMap = all.length - requests.length;
  return {
    name,
    network,
    requests,
    vehicles,
    readings: { requests: reading, vehicles: fleetReading, offMap, roads: warnings },
  };
}

function leaveOutOffMap(
  requests: readonly TripDemand[],
  network: RoadNetwork,
  { maxSnapMeters, requests: source }: CityFiles,
): readonly TripDemand[] {
  if (maxSnapMeters === undefined) return requests;
  const isNear = (position: TripDemand['origin']): boolean =>
    network.nearestNode(position).distanceMeters <= maxSnapMeters;
  const near = requests.filter(({ origin, destination }) => isNear(origin) && isNear(destination));
  if (near.length > 0) return near;
  const problem = `no request begins and ends within ${maxSnapMeters} m of a junction (--max-snap)`;
  throw new InputError(source, '', problem);
}

async function readCars(
  { vehicles: file, placedDrivers, firstDrivers, table }: CityFiles,
  requests: readonly TripDemand[],
  network: RoadNetwork,
): Promise<{ vehicles: readonly FleetVehicle[]; reading: TableReading | undefined }> {
  if (file !== undefined) {
    const { vehicles, reading } = await readFleet(file, table);
    return { vehicles: takeFirst(vehicles, firstDrivers ?? vehicles.length, file), reading };
  }
  const options = { count: placedDrivers, seed: table.seed };
  return { vehicles: placeFleet(requests, network, options), reading: undefined };
}

function takeFirst(
  vehicles: readonly FleetVehicle[],
  count: number,
  file: string,
): readonly FleetVehicle[] {
  if (count <= vehicles.length) return vehicles.slice(0, count);
  const problem = `has ${vehicles.length} vehicles and not ${count}`;
  const remedy = 'Leave out --vehicles, and --drivers cars stand at pickups of the requests';
  throw InputError.fromProblems(file, [{ where: '', problem, remedy }], 1);
}

function assertSpan(requests: readonly TripDemand[], reading: RequestReading): void {
  const first = requests[0];
  const last = requests[requests.length - 1];
  const days = Math.ceil((last?.departureSeconds ?? 0) / DAY_SECONDS);
  if (days <= MOST_DAYS) return;
  const zone = new TimeZone(reading.timeZone);
  const from = zone.dateOf(first?.departureMs ?? 0);
  const to = zone.dateOf(last?.departureMs ?? 0);
  const problem = `the requests go from ${from} to ${to}: more than ${MOST_DAYS} days`;
  const remedy = `Choose one with --day, such as --day ${from}`;
  throw InputError.fromProblems(reading.source, [{ where: 'departure_time', problem, remedy }], 1);
}

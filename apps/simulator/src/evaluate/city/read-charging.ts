import { InputError, type RoadNetwork } from '#geo';
import {
  BUILT_IN_VEHICLE_TYPES,
  placeFleet,
  readStations,
  readVehicleTypes,
  type ChargingStation,
} from '#scenario';
import type { EvaluationCity } from '#simulation';
import type { StatusLine } from '../../progress/status-line.js';
import type { EvaluateOptions } from '../options/evaluate-options.js';
import type { PlacedStations } from '../options/station-options.js';
import type { CityInput } from './city-input.js';

/** What charging needs of a city. */
type ChargingInput = Pick<EvaluationCity, 'stations' | 'vehicleTypes'>;

/**
 * Reads or places the stations of the options, and reads the types of vehicles.
 *
 * @throws {InputError} with the file and the problem, also for a vehicle of an unknown type
 */
export async function readCharging(
  { stations: source, vehicleTypes: typesFile, rules, files }: EvaluateOptions,
  { requests, vehicles, network }: CityInput,
  status: StatusLine,
): Promise<ChargingInput> {
  if (!source) return {};
  const types = typesFile === undefined ? [] : await readVehicleTypes(typesFile);
  const known = new Set([...BUILT_IN_VEHICLE_TYPES, ...types].map(({ id }) => id));
  for (const { id, mechatronicsId } of vehicles) {
    if (mechatronicsId === undefined || known.has(mechatronicsId)) continue;
    const problem = `"${mechatronicsId}" of ${id} is none of ${[...known].join(', ')}: give a file of --vehicle-types`;
    throw new InputError(files?.vehicles ?? '', 'mechatronics_id', problem);
  }
  if ('count' in source) {
    const seed = rules.seed;
    return { stations: placeStations(source, { requests, network, seed }), vehicleTypes: types };
  }
  const { stations, offDutyRows, pumpRows } = await readStations(source.file);
  const reasons = { 'for cars off duty (on_shift_access)': offDutyRows, GAS_PUMP: pumpRows };
  status.print(`stations: ${stations.length}${describeLeftOut(reasons)}`);
  return { stations, vehicleTypes: types };
}

/** @param reasons the number of rows that were left out for each reason */
function describeLeftOut(reasons: Readonly<Record<string, number>>): string {
  const parts = Object.entries(reasons).filter(([, rows]) => rows > 0);
  return parts.map(([reason, rows]) => `; rows left out, ${reason}: ${rows}`).join('');
}

interface StationGround extends Pick<CityInput, 'requests'> {
  readonly network: RoadNetwork;
  readonly seed: number;
}

/** Stations stand at the junctions of pickups that are drawn from all, as cars without a file do. */
function placeStations(
  { count, chargers, kilowatts }: PlacedStations,
  { requests, network, seed }: StationGround,
): ChargingStation[] {
  // Another seed than that of the cars, which would otherwise stand at the stations.
  const places = placeFleet(requests, network, { count, seed: seed ^ STATION_SEED });
  const kind = `${kilowatts} kW`;
  return places.map(({ position }, i) => ({
    id: `s${i}`,
    position,
    chargers: [{ kind, kilowatts, count: chargers }],
  }));
}

const STATION_SEED = 0x5747;

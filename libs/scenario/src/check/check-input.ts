import type { RoadNetwork, Travel } from '#geo';
import type { CityReadings } from '../city/read-city-files.js';
import type { TripDemand } from '../demand/trip-demand.js';
import type { FleetVehicle } from '../fleet/fleet.js';
import { printable } from '../table/printable.js';
import { percentOf, shareText, type Finding, type InputCheck } from './finding.js';
import { checkFleetOffMap, checkRequestsOffMap } from './off-map.js';
import { checkReadings } from './reading-check.js';
import { checkRequests } from './requests-check.js';
import { checkSpeeds } from './speed-check.js';

export interface InputCheckParts {
  readonly network: RoadNetwork;
  /** In the order of departure. */
  readonly requests: readonly TripDemand[];
  readonly vehicles: readonly FleetVehicle[];
  readonly readings: CityReadings;
  /** Finds the fastest route between two junctions. */
  readonly findTravel: (from: number, to: number) => Travel;
  /** What speeds are multiplied by in the run (default 1). */
  readonly speedFactor?: number;
}

/** Seats of a car whose file says nothing. */
const DEFAULT_SEATS = 4;
const OFF_METERS = 500;
const LEAST_ROUTABLE_PERCENT = 99;
const LEVELS = ['refusal', 'warning', 'note'] as const;

/** Checks what the files of a recorded city say, before a run believes it. Equal parts, equal check. */
export function checkInput(parts: InputCheckParts): InputCheck {
  const { network, requests, vehicles, readings, speedFactor = 1 } = parts;
  const { counts, findings } = checkRequestsOffMap(requests, network);
  const seats = vehicles.reduce(
    (most, vehicle) => Math.max(most, vehicle.seats ?? DEFAULT_SEATS),
    1,
  );
  const all = [
    ...findings,
    ...checkFleetOffMap(readings.vehicles ? vehicles : [], network),
    ...checkRequests(requests, seats),
    ...checkSpeeds({ requests, travelOf: (request) => travelOf(request, parts), speedFactor }),
    ...checkReach(network),
    ...checkReadings(readings),
  ];
  const sorted = LEVELS.flatMap((level) => all.filter((finding) => finding.level === level));
  return {
    offMap: { ...counts, leftOut: readings.offMap },
    findings: sorted.map(withPlainExamples),
  };
}

/** Ids come from files of others, and are shown on terminals. */
const withPlainExamples = (finding: Finding): Finding => ({
  ...finding,
  examples: finding.examples.map(printable),
});

function travelOf(
  { origin, destination }: TripDemand,
  { network, findTravel }: InputCheckParts,
): Travel | undefined {
  const [from, to] = [network.nearestNode(origin), network.nearestNode(destination)];
  const isOff = from.distanceMeters > OFF_METERS || to.distanceMeters > OFF_METERS;
  return isOff ? undefined : findTravel(from.node, to.node);
}

/** Junctions that cars can't reach or leave are not used. */
function checkReach({ nodeCount, routableNodes }: RoadNetwork): Finding[] {
  const count = nodeCount - routableNodes.length;
  if (count === 0) return [];
  const isMany = percentOf(routableNodes.length, nodeCount) < LEAST_ROUTABLE_PERCENT;
  return [
    {
      code: 'unreachable-junctions',
      level: isMany ? 'warning' : 'note',
      text: `${shareText(count, nodeCount, 'junctions')} can't be reached from the others and back, and are not used`,
      count,
      percent: percentOf(count, nodeCount),
      examples: [],
    },
  ];
}

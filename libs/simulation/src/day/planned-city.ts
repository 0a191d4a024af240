import type { DemandHistory } from '#dispatch';
import type { TravelTimes } from '#geo';
import {
  BUILT_IN_VEHICLE_TYPES,
  DEFAULT_VEHICLE_TYPE,
  type BatteryType,
  type StationChargers,
  type WorkShift,
} from '#scenario';
import type { EvaluationCity } from './day-record.js';

/** A request on the road network. Times are in seconds since midnight of the first day. */
export interface PlannedRide {
  /** Index of the request. */
  readonly index: number;
  /** Ids ascend in the order of requests, so that ties within a second keep that order. */
  readonly tripId: string;
  /** The id of the request in its file. */
  readonly requestId: string;
  readonly departureSeconds: number;
  /** Seats that the ride takes. */
  readonly passengers: number;
  readonly pickupNode: number;
  readonly dropoffNode: number;
  readonly tripSeconds: number;
  readonly tripMeters: number;
}

const ID_LENGTH = 9;

/** An id that sorts in the order of the index. */
export const sortableId = (index: number): string => String(index).padStart(ID_LENGTH, '0');

function planRides({ requests, times }: EvaluationCity): PlannedRide[] {
  return requests.map(({ id, origin, destination, departureSeconds, passengers }, index) => {
    const pickupNode = times.network.nearestNode(origin).node;
    const dropoffNode = times.network.nearestNode(destination).node;
    const row = times.getRow(dropoffNode);
    const tripSeconds = row.seconds[pickupNode]!;
    const tripMeters = row.meters[pickupNode]!;
    const tripId = sortableId(index);
    const ends = { pickupNode, dropoffNode, tripSeconds, tripMeters };
    return { index, tripId, requestId: id, departureSeconds, passengers, ...ends };
  });
}

/** A car beyond its place. */
export interface PlannedCar {
  /** The shift that the file states. */
  readonly shift?: WorkShift | undefined;
  /** Undefined for a car that never charges. */
  readonly battery?: BatteryType | undefined;
  /** State of charge at the beginning of the day, from 0 to 1. */
  readonly initialSoc: number;
}

/** A station on the road network. */
export interface PlannedStation {
  readonly node: number;
  readonly chargers: readonly StationChargers[];
}

/** The precomputed input of simulated days, which all policies share. */
export interface PlannedCity {
  readonly times: TravelTimes;
  readonly rides: readonly PlannedRide[];
  /** The junction of each vehicle at the beginning of the day. */
  readonly startNodes: readonly number[];
  readonly history?: DemandHistory | undefined;
  /** By car; undefined for cars without shifts of their own and without batteries. */
  readonly cars?: readonly PlannedCar[] | undefined;
  /** Where cars charge; undefined for cars without batteries. */
  readonly stations?: readonly PlannedStation[] | undefined;
}

function planHistory({ history, times }: EvaluationCity): DemandHistory | undefined {
  if (!history) return undefined;
  const requests = history.requests.map(({ origin, departureSeconds }) => ({
    atSeconds: departureSeconds,
    pickupNode: times.network.nearestNode(origin).node,
  }));
  return { requests, days: history.days };
}

/** The junctions at which the cars of a city begin the day. */
export const startNodesOf = ({ vehicles, times }: EvaluationCity): number[] =>
  vehicles.map(({ position }) => times.network.nearestNode(position).node);

/** Cars have batteries in a city with stations only. */
function planCars({ vehicles, stations, vehicleTypes = [] }: EvaluationCity): PlannedCar[] {
  const batteries = new Map(
    [...BUILT_IN_VEHICLE_TYPES, ...vehicleTypes].map(({ id, battery }) => [id, battery]),
  );
  return vehicles.map(({ shift, initialSoc = 1, mechatronicsId = DEFAULT_VEHICLE_TYPE }) => ({
    shift,
    battery: stations && batteries.get(mechatronicsId),
    initialSoc,
  }));
}

const planStations = ({ stations, times }: EvaluationCity): PlannedStation[] | undefined =>
  stations?.map(({ position, chargers }) => ({
    node: times.network.nearestNode(position).node,
    chargers,
  }));

/** Snaps demand and fleet of a city to its road network and computes the rides. */
export const planCity = (city: EvaluationCity): PlannedCity => ({
  times: city.times,
  rides: planRides(city),
  startNodes: startNodesOf(city),
  history: planHistory(city),
  cars: planCars(city),
  stations: planStations(city),
});

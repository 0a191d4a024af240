import type { DemandHistory } from '#dispatch';
import type { TravelTimes } from '#geo';
import type { EvaluationCity } from './day-record.js';

/** A request on the road network. Times are in seconds since midnight of the first day. */
export interface PlannedRide {
  /** Index of the request. */
  readonly index: number;
  /** Ids ascend in the order of requests, so that ties within a second keep that order. */
  readonly tripId: string;
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
  return requests.map(({ origin, destination, departureSeconds, passengers }, index) => {
    const pickupNode = times.network.nearestNode(origin).node;
    const dropoffNode = times.network.nearestNode(destination).node;
    const { durationSeconds, distanceMeters } = times.travel(pickupNode, dropoffNode);
    const tripId = sortableId(index);
    const route = { tripSeconds: durationSeconds, tripMeters: distanceMeters };
    const ends = { pickupNode, dropoffNode, ...route };
    return { index, tripId, departureSeconds, passengers, ...ends };
  });
}

/** The precomputed input of simulated days, which all policies share. */
export interface PlannedCity {
  readonly times: TravelTimes;
  readonly rides: readonly PlannedRide[];
  /** The junction of each vehicle at the beginning of the day. */
  readonly startNodes: readonly number[];
  readonly history?: DemandHistory | undefined;
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

/** Snaps demand and fleet of a city to its road network and computes the rides. */
export const planCity = (city: EvaluationCity): PlannedCity => ({
  times: city.times,
  rides: planRides(city),
  startNodes: startNodesOf(city),
  history: planHistory(city),
});

import type { TravelTimes } from '#geo';
import type { EvaluationCity } from './day-record.js';

/** A request put on the road network. Times in seconds since midnight of the first day. */
export interface PlannedRide {
  /** Index of the request. */
  readonly index: number;
  /** Ascends as the requests do, so that of two from the same second the first comes first. */
  readonly tripId: string;
  readonly departureSeconds: number;
  readonly pickupNode: number;
  readonly dropoffNode: number;
  readonly tripSeconds: number;
  readonly tripMeters: number;
}

const ID_LENGTH = 9;

/** An id that sorts as the index does. */
export const sortableId = (index: number): string => String(index).padStart(ID_LENGTH, '0');

function planRides({ requests, times }: EvaluationCity): PlannedRide[] {
  return requests.map(({ origin, destination, departureSeconds }, index) => {
    const pickupNode = times.network.nearestNode(origin).node;
    const dropoffNode = times.network.nearestNode(destination).node;
    const row = times.getRow(dropoffNode);
    const tripSeconds = row.seconds[pickupNode]!;
    const tripMeters = row.meters[pickupNode]!;
    const plan = { pickupNode, dropoffNode, tripSeconds, tripMeters, departureSeconds };
    return { index, tripId: sortableId(index), ...plan };
  });
}

/** All that a day needs to be simulated, again and again: the same for every policy. */
export interface PlannedCity {
  readonly times: TravelTimes;
  readonly rides: readonly PlannedRide[];
  /** Where each vehicle stands when the day begins. */
  readonly startNodes: readonly number[];
}

/** Puts demand and fleet of a city on its roads. */
export const planCity = (city: EvaluationCity): PlannedCity => ({
  times: city.times,
  rides: planRides(city),
  startNodes: city.vehicles.map(({ position }) => city.times.network.nearestNode(position).node),
});

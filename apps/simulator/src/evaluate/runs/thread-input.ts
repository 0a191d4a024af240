import {
  adoptSharedTravelTimes,
  type NetworkData,
  networkFromData,
  type SharedTravelTimes,
} from '#geo';
import type { EvaluationCity } from '#simulation';

/** The input of simulated days as data that a thread can receive. */
export interface ThreadInput extends Omit<EvaluationCity, 'times'> {
  readonly network: NetworkData;
  readonly travelTimes: SharedTravelTimes;
}

/** Creates the city of an input in the thread that has received it. */
export function cityOfInput({ network, travelTimes, ...city }: ThreadInput): EvaluationCity {
  return { ...city, times: adoptSharedTravelTimes(networkFromData(network), travelTimes) };
}

import { networkFromData, networkToData } from '../network/network-data.js';
import { TravelTimes } from './travel-times.js';

/**
 * Creates the travel times of a city in which all cars drive slower or faster. Rows that are known
 * are scaled and not computed again, because the fastest routes stay the same.
 *
 * @param speedFactor speed relative to that of `times`: 0.5 doubles each travel time
 * @param maxBytes memory for the rows, see `TravelTimes`
 * @throws RangeError when the factor is not positive and finite
 */
export function scaleTravelTimes(
  times: TravelTimes,
  { speedFactor, maxBytes }: { readonly speedFactor: number; readonly maxBytes: number },
): TravelTimes {
  if (!(speedFactor > 0 && speedFactor < Infinity)) {
    throw new RangeError('a speed factor is a positive number');
  }
  const data = networkToData(times.network);
  const seconds = data.seconds.map((each) => each / speedFactor);
  const scaled = new TravelTimes(networkFromData({ ...data, seconds }), { maxBytes });
  for (const [target, row] of times.listRows()) {
    const slower = row.seconds.map((each) => each / speedFactor);
    scaled.adopt(target, { seconds: slower, meters: row.meters });
  }
  return scaled;
}

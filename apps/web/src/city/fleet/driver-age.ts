import { isLocationStale } from '../../map/marker/location-age.js';
import type { CityDriver } from '../city-state.js';
import type { Fleet } from './use-fleet.js';

/**
 * When the server got the driver's position, in milliseconds of `performance.now()`. Only durations
 * count, so the clocks of the phone and of this browser may be wrong, or be set.
 */
export const heardAt = ({ ageSeconds }: CityDriver, arrivedAt: number): number =>
  arrivedAt - (ageSeconds ?? 0) * 1000;

/** Whether a driver may be elsewhere: the map shows the car grey and without a direction. */
export const isStaleAt = (heardAtMs: number, now: number): boolean =>
  isLocationStale((now - heardAtMs) / 1000);

/** The number of drivers whose position is too old. */
export const countStale = ({ drivers, arrivedAt }: Fleet, now: number): number =>
  drivers.reduce((sum, driver) => sum + (isStaleAt(heardAt(driver, arrivedAt), now) ? 1 : 0), 0);

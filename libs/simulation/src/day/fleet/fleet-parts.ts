import type { DayLog } from '../day-log.js';
import type { PlannedCity } from '../planned-city.js';
import type { TravelClock } from '../travel-clock.js';

/** What every fleet is made of. */
export interface FleetParts {
  readonly city: PlannedCity;
  readonly clock: TravelClock;
  readonly log: DayLog;
}

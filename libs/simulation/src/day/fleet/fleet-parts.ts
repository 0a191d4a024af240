import type { FleetEnergy } from '../charging/fleet-energy.js';
import type { DayLog } from '../day-log.js';
import type { DutyRoster } from '../duty/duty-roster.js';
import type { PlannedCity } from '../planned-city.js';
import type { TravelClock } from '../travel-clock.js';

/** What every fleet is made of. */
export interface FleetParts {
  readonly city: PlannedCity;
  readonly clock: TravelClock;
  readonly log: DayLog;
  readonly duty: DutyRoster;
  /** Undefined for cars without batteries. */
  readonly energy: FleetEnergy | undefined;
  /** Time at a pickup until the car leaves, and at a drop-off until the rider is out. */
  readonly boardingSeconds: number;
}

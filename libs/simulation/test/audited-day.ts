import type { DayRecord, DayRules } from '../src/day/day-record.js';
import type { PlannedCity } from '../src/day/planned-city.js';

/** A simulated day with all that its audit needs. */
export interface AuditedDay {
  readonly record: DayRecord;
  readonly city: PlannedCity;
  readonly rules: DayRules;
}

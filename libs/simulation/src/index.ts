export { createClientLog, recordEvent, type ClientLog } from './audit/client-log.js';
export { auditDelivery, type DeliveryAudit, type DeliveryFault } from './audit/delivery-audit.js';
export { HistoryReader, toMailboxes, type HistoryRow } from './audit/history-reader.js';
export {
  auditSharedTrips,
  type SharedTripAudit,
  type SharedTripRules,
} from './audit/shared-trip-audit.js';
export {
  auditRepositions,
  type RepositionAudit,
  type RepositionFault,
} from './audit/reposition-audit.js';
export { auditTrips, type TripAudit, type TripFault, type TripRecord } from './audit/trip-audit.js';
export type { Agent, AgentView } from './city/agent-view.js';
export type { Behaviour } from './city/behaviour.js';
export { CitySimulation } from './city/city-simulation.js';
export { RunJournal } from './city/run-journal.js';
export type { SimulationOptions } from './city/simulation-options.js';
export { EXIT, handleCommandError } from './command-line/exit-code.js';
export { UsageError } from './command-line/usage-error.js';
export type { AcceptanceFall } from './day/acceptance.js';
export type { ChargingRules } from './day/charging/charging-rules.js';
export type { DutySpan } from './day/duty/car-duty.js';
export { countShiftCars, type BreakRules, type ShiftShare } from './day/duty/duty-rules.js';
export type { CancellationRules } from './day/rider-cancellation.js';
export type {
  CarStop,
  DayRecord,
  DayRules,
  EvaluationCity,
  FleetStates,
  RecordedHistory,
  RideOutcome,
} from './day/day-record.js';
export { answerSeconds } from './day/offer-process.js';
export { orderCity } from './day/order-city.js';
export { planCity, startNodesOf, type PlannedCity, type PlannedRide } from './day/planned-city.js';
export { simulateDay } from './day/simulate-day.js';
export {
  ApiProcess,
  API_PROGRAM,
  type ApiProcessOptions,
  type ProcessExit,
} from './process/api-process.js';
export { freePort } from './process/free-port.js';
export { SeededRandom } from './random/seeded-random.js';
export { CLOSING_REASON, PATIENCE_SECONDS } from './rider/rider-patience.js';
export { distribution, type Distribution } from './statistics/distribution.js';
export { meanInterval, type MeanInterval } from './statistics/mean-interval.js';
export { median, percentile } from './statistics/percentile.js';

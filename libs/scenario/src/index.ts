export { checkInput, type InputCheckParts } from './check/check-input.js';
export type { Finding, FindingLevel, InputCheck, OffMapCounts } from './check/finding.js';
export { assertAccepted, findingText, inputCheckLines } from './check/input-check-text.js';
export {
  readCityFiles,
  type CityFiles,
  type CityReadings,
  type RecordedCity,
} from './city/read-city-files.js';
export { drawDemand, type DemandDraw } from './demand/draw-demand.js';
export { generateDemand, type DemandOptions } from './demand/generate-demand.js';
export type { TripDemand } from './demand/trip-demand.js';
export { readInput } from './file/input-file.js';
export { readFleet, VEHICLE_FIELDS, type FleetTable, type FleetVehicle } from './fleet/fleet.js';
export type { WorkShift } from './fleet/work-shift.js';
export { generateFleet } from './fleet/generate-fleet.js';
export { placeFleet, type PlaceFleetOptions } from './fleet/place-fleet.js';
export { readRequests } from './request/read-requests.js';
export { DEFAULT_TABLE_OPTIONS, type TableOptions } from './request/read-options.js';
export { FORMAT_NAMES, REQUEST_FIELDS, type FormatName } from './request/request-format.js';
export type { RequestReading, RequestTable, TableReading } from './request/request-table.js';
export type { Scenario } from './scenario.js';
export type { ChargingStation, StationChargers } from './station/charging-station.js';
export { readStations, type StationTable } from './station/read-stations.js';
export { parseTimeOfDay } from './time/time-of-day.js';
export { TimeZone } from './time/time-zone.js';
export { readVehicleTypes } from './vehicle-type/read-vehicle-types.js';
export {
  BUILT_IN_VEHICLE_TYPES,
  DEFAULT_VEHICLE_TYPE,
  type BatteryType,
  type VehicleType,
} from './vehicle-type/vehicle-type.js';

export { drawDemand, type DemandDraw } from './demand/draw-demand.js';
export { generateDemand, type DemandOptions } from './demand/generate-demand.js';
export { readRequests, type TripDemand } from './demand/trip-demand.js';
export { readInput } from './file/input-file.js';
export { readVehicles, type FleetVehicle } from './fleet/fleet.js';
export { generateFleet } from './fleet/generate-fleet.js';
export type { Scenario } from './scenario.js';

export { InputError } from './input-error.js';
export { greatCircleMeters, headingDegrees } from './great-circle.js';
export { RoadNetwork, type NearestNode } from './road-network.js';
export { readNodeLinkNetwork } from './node-link-network.js';
export { generateGrid, type GridOptions } from './grid-network.js';
export type { Travel } from './access-leg.js';
export { TravelTimes, type TravelRow, type TravelTimesOptions } from './travel-times.js';
export { TravelEstimator, type TravelEstimatorOptions } from './travel-estimator.js';
export type { TravelTowards } from './travel-towards.js';
export { OFF_MAP, type Snap, type SnappedStarts } from './snapped-starts.js';
export { stopAlong, type Leg, type Stop } from './next-stop.js';
export { networkFingerprint } from './network-fingerprint.js';
export {
  decodeTravelTimes,
  encodeTravelTimes,
  type TravelTimesFile,
} from './travel-times-codec.js';
export { planRoute, positionAlong, type Route, type RoutePlace } from './route.js';
export { toCityMap } from './city-map.js';
export { readRequests, type TripDemand } from './trip-demand.js';
export { readVehicles, type FleetVehicle } from './fleet.js';
export { generateDemand, type DemandOptions } from './demand/generate-demand.js';

export {
  InputError,
  InputProblems,
  describeFileError,
  quoted,
  type InputProblem,
} from './input-error.js';
export { greatCircleMeters, headingDegrees } from './great-circle.js';
export { RoadNetwork, type NearestNode } from './network/road-network.js';
export { centerOf } from './network/bounds.js';
export type { RoadLink } from './network/adjacency.js';
export { generateGrid, type GridOptions } from './network/grid-network.js';
export type { Travel } from './travel/access-leg.js';
export type { TravelRow } from './travel/travel-row.js';
export { TravelTimes, type TravelTimesOptions } from './travel/travel-times.js';
export type { ManyToMany, RouteEnds } from './travel/many-to-many.js';
export { TravelEstimator, type TravelEstimatorOptions } from './travel/travel-estimator.js';
export { NO_NODE, type OutwardTravel } from './travel/outward-travel.js';
export type { TravelToTarget } from './travel/travel-to-target.js';
export { OFF_MAP, type Snap, type SnappedStarts } from './travel/snapped-starts.js';
export { advanceAlongRoute, type Leg, type Stop } from './route/advance-along-route.js';
export { networkFromData, networkToData, type NetworkData } from './network/network-data.js';
export { scaleTravelTimes } from './travel/scale-travel-times.js';
export {
  adoptSharedTravelTimes,
  shareTravelTimes,
  type SharedTravelTimes,
} from './travel/shared-travel-times.js';
export { networkFingerprint } from './network/network-fingerprint.js';
export {
  decodeTravelTimes,
  encodeTravelTimes,
  type TravelTimesFile,
} from './travel/travel-times-codec.js';
export { planRoute, positionAlong, type Route, type RoutePosition } from './route/route.js';
export type { CityFeatures, RoadLabel } from './network/road-label.js';
export { toCityMap } from './network/city-map.js';
export { networkFromCityMap } from './network/from-city-map.js';

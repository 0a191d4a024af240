export { readRoadNetwork, type RoadNetworkFile } from './read-road-network.js';
export type { BoundingBox, ReadOptions, RoadFormatName } from './format/road-format.js';

export { readRoadNetwork, type RoadNetworkFile } from './read-road-network.js';
export { writeNodeLink } from './write-node-link.js';
export type { BoundingBox } from './format/road-format.js';

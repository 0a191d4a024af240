import type { RoadNetwork } from '../network/road-network.js';

const METERS_PER_DEGREE = 111_194;
const RADIANS_PER_DEGREE = Math.PI / 180;
/** Straight lines on a plane differ by less from those on the earth, within one city. */
const TOLERANCE = 0.99;

/** A lower bound of the travel time between two nodes: the straight line at the highest speed. */
export class StraightBound {
  /** By node: metres to the east and to the north of a fixed place, not too long. */
  private readonly east: Float32Array;
  private readonly north: Float32Array;
  private readonly secondsPerMeter: number;

  constructor(network: RoadNetwork) {
    const { nodeCount } = network;
    const positions = Array.from({ length: nodeCount }, (_, node) => network.position(node));
    const first = positions[0]!;
    // Degrees of longitude are shortest at the latitude farthest from the equator.
    const farthest = positions.reduce((most, { lat }) => Math.max(most, Math.abs(lat)), 0);
    const eastPerDegree = METERS_PER_DEGREE * Math.cos(farthest * RADIANS_PER_DEGREE);
    this.east = Float32Array.from(
      positions,
      ({ lng }) => shortestTurn(lng - first.lng) * eastPerDegree,
    );
    this.north = Float32Array.from(positions, ({ lat }) => (lat - first.lat) * METERS_PER_DEGREE);
    this.secondsPerMeter = TOLERANCE / network.topSpeed;
  }

  seconds(a: number, b: number): number {
    const east = this.east[a]! - this.east[b]!;
    const north = this.north[a]! - this.north[b]!;
    return Math.sqrt(east * east + north * north) * this.secondsPerMeter;
  }
}

/** A difference of longitudes across the antimeridian, too, from -180 to 180 degrees. */
const shortestTurn = (degrees: number): number => ((degrees + 540) % 360) - 180;

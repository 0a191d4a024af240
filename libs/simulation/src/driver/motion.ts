import type { Position } from '#contracts';
import { planRoute, positionAlong, type RoadNetwork, type Route, type RoutePosition } from '#geo';
import type { SimulatedClock } from '../time/simulated-clock.js';

/** The motion of a car, which stands or follows a route in simulated time. */
export class Motion {
  private route: Route | undefined;
  private departedAt = 0;
  private lastLocation: RoutePosition;

  constructor(
    private readonly network: RoadNetwork,
    private readonly clock: SimulatedClock,
    start: Position,
  ) {
    this.lastLocation = { position: start, headingDegrees: 0 };
  }

  get isMoving(): boolean {
    return this.route !== undefined;
  }

  get location(): RoutePosition {
    if (!this.route) return this.lastLocation;
    return positionAlong(this.route, this.clock.nowSeconds - this.departedAt);
  }

  /** The average speed of the route in metres per simulated second, precise enough for a map. */
  get speedMps(): number {
    const { durationSeconds = 0, distanceMeters = 0 } = this.route ?? {};
    return durationSeconds > 0 ? distanceMeters / durationSeconds : 0;
  }

  /**
   * Drives to the junction nearest to a position. Cars stay on the road network even when a
   * position is off the map, as in published evaluations. The car stops at once when the signal
   * aborts.
   *
   * @returns whether the car has arrived
   */
  async drive(to: Position, signal: AbortSignal): Promise<boolean> {
    const kerb = this.network.position(this.network.nearestNode(to).node);
    this.route = planRoute(this.network, this.location.position, kerb);
    this.departedAt = this.clock.nowSeconds;
    await this.clock.delayUntil(this.departedAt + this.route.durationSeconds, signal);
    const arrived = !signal.aborted;
    this.lastLocation = arrived
      ? { position: kerb, headingDegrees: this.location.headingDegrees }
      : this.location;
    this.route = undefined;
    return arrived;
  }
}

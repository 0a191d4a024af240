import type { Position } from '#contracts';
import { planRoute, positionAlong, type RoadNetwork, type Route, type RoutePosition } from '#geo';
import type { SimulatedClock } from './simulated-clock.js';

export interface MotionOptions {
  /** Metres per simulated second. Default: the speeds of the roads. */
  speedMps?: number | undefined;
}

/** The motion of a car, which stands or follows a route in simulated time. */
export class Motion {
  private route: Route | undefined;
  private departedAt = 0;
  private lastLocation: RoutePosition;

  constructor(
    private readonly network: RoadNetwork,
    private readonly clock: SimulatedClock,
    start: Position,
    private readonly options: MotionOptions = {},
  ) {
    this.lastLocation = { position: start, headingDegrees: 0 };
  }

  get isMoving(): boolean {
    return this.route !== undefined;
  }

  get location(): RoutePosition {
    if (!this.route) return this.lastLocation;
    const elapsed = this.clock.nowSeconds - this.departedAt;
    const { durationSeconds } = this.route;
    // A share of the route, because a car with a speed of its own takes another time.
    const share = this.routeSeconds > 0 ? elapsed / this.routeSeconds : 1;
    return positionAlong(this.route, share * durationSeconds);
  }

  /** The average speed of the route in metres per simulated second, precise enough for a map. */
  get speedMps(): number {
    const { distanceMeters = 0 } = this.route ?? {};
    return this.routeSeconds > 0 ? distanceMeters / this.routeSeconds : 0;
  }

  /** How long the whole route takes, in simulated seconds; 0 while the car stands. */
  get routeSeconds(): number {
    const { durationSeconds = 0, distanceMeters = 0 } = this.route ?? {};
    const { speedMps } = this.options;
    return speedMps === undefined ? durationSeconds : distanceMeters / speedMps;
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
    await this.clock.delayUntil(this.departedAt + this.routeSeconds, signal);
    const arrived = !signal.aborted;
    this.lastLocation = arrived
      ? { position: kerb, headingDegrees: this.location.headingDegrees }
      : this.location;
    this.route = undefined;
    return arrived;
  }
}

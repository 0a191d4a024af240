import type { Position } from '#contracts';
import { planRoute, positionAlong, type RoadNetwork, type Route, type RoutePlace } from '#geo';
import type { SimulatedClock } from '../time/simulated-clock.js';

/** Where a car is: standing, or somewhere on its route by the city's time. */
export class Motion {
  private route: Route | undefined;
  private departedAt = 0;
  private standing: RoutePlace;

  constructor(
    private readonly network: RoadNetwork,
    private readonly clock: SimulatedClock,
    start: Position,
  ) {
    this.standing = { position: start, headingDegrees: 0 };
  }

  get moving(): boolean {
    return this.route !== undefined;
  }

  get place(): RoutePlace {
    if (!this.route) return this.standing;
    return positionAlong(this.route, this.clock.nowSeconds - this.departedAt);
  }

  /** Metres per simulated second over the whole way: close enough for a dot on a map. */
  get speedMps(): number {
    const { durationSeconds = 0, distanceMeters = 0 } = this.route ?? {};
    return durationSeconds > 0 ? distanceMeters / durationSeconds : 0;
  }

  /**
   * Drives to the junction nearest to that place: cars keep to the road network, also when
   * somebody wants to go off its map. Published evaluations count the same way. Stops on
   * the spot when the signal aborts.
   *
   * @returns whether it got there
   */
  async drive(to: Position, signal: AbortSignal): Promise<boolean> {
    const kerb = this.network.position(this.network.nearestNode(to).node);
    this.route = planRoute(this.network, this.place.position, kerb);
    this.departedAt = this.clock.nowSeconds;
    await this.clock.delayUntil(this.departedAt + this.route.durationSeconds, signal);
    const arrived = !signal.aborted;
    this.standing = arrived
      ? { position: kerb, headingDegrees: this.place.headingDegrees }
      : this.place;
    this.route = undefined;
    return arrived;
  }
}

import type { AnyCloudEvent, DriverRoute, RouteStop, Trip } from '#contracts';
import { ApiProblem, type TripstreamApi } from '#client';
import type { Motion } from '#driving';
import type { SeededRandom } from '../random/seeded-random.js';
import type { World } from '../city/world.js';
import { DriverRide, isOvertaken } from './driver-ride.js';

export interface SharedDriveOptions {
  world: World;
  api: TripstreamApi;
  motion: Motion;
  random: SeededRandom;
}

/** Real milliseconds after which a driver looks at the stops again, if no event has come. */
const LOOKS_AGAIN_MS = 1_000;

/**
 * The drive along the stops of shared trips, from the first acceptance to the last drop-off. The
 * stops come with the driver's stream, and a further trip may join at any time.
 */
export class SharedDrive {
  private stops: readonly RouteStop[] = [];
  private version = 0;
  /** Trips that were accepted and have not ended. */
  private readonly trips = new Map<string, Trip>();
  /** Stops that were made, until a route without them comes: `<trip> <kind>`. */
  private readonly made = new Set<string>();
  /** Aborts with every word about the stops or the trips. */
  private changed = new AbortController();
  /** The stop on which the car is, or to which it drives; aborts when it is not the next one. */
  private leg: { key: string; over: AbortController } | undefined;

  constructor(private readonly options: SharedDriveOptions) {}

  /** Takes a further trip that the driver has accepted. */
  add(trip: Trip): void {
    this.trips.set(trip.id, trip);
    this.wake();
  }

  onEvent({ type, data }: AnyCloudEvent): void {
    if (type === 'driver.route_changed') this.follow(data.route);
    if (!('trip' in data) || !this.trips.has(data.trip.id)) return;
    if (TRIP_ENDS.includes(type)) this.trips.delete(data.trip.id);
    else this.trips.set(data.trip.id, data.trip);
    this.wake();
  }

  /** Replaces the stops after a time without a stream. */
  sync(snapshot: unknown): void {
    const { route, trips = [] } = snapshot as { route?: DriverRoute | null; trips?: Trip[] };
    for (const id of this.trips.keys()) {
      if (!trips.some((trip) => trip.id === id)) this.trips.delete(id);
    }
    for (const trip of trips) if (trip.shared) this.trips.set(trip.id, trip);
    this.version = 0;
    this.follow(route ?? { version: 0, stops: [] });
  }

  /** Resolves when all trips have ended, or the city stops. */
  async run(): Promise<void> {
    const { world } = this.options;
    while (this.trips.size > 0 && !world.stop.aborted) {
      const { signal } = this.changed;
      const next = this.next;
      const trip = next && this.trips.get(next.tripId);
      // A stop of a trip whose acceptance is not answered yet, or whose end is not on the route yet.
      if (!next || !trip) await this.waitForChange(signal);
      else await this.makeStop(next, trip);
    }
  }

  private follow({ version, stops }: DriverRoute): void {
    if (version < this.version) return;
    this.version = version;
    this.stops = stops;
    const keys = new Set(stops.map(keyOf));
    for (const key of this.made) if (!keys.has(key)) this.made.delete(key);
    this.wake();
  }

  private get next(): RouteStop | undefined {
    return this.stops.find((stop) => !this.made.has(keyOf(stop)));
  }

  private wake(): void {
    const { next, leg } = this;
    const isNext = next && leg?.key === keyOf(next) && this.trips.has(next.tripId);
    if (!isNext) leg?.over.abort();
    this.changed.abort();
    this.changed = new AbortController();
  }

  private async waitForChange(changed: AbortSignal): Promise<void> {
    if (changed.aborted) return;
    const { clock, stop } = this.options.world;
    const seconds = (LOOKS_AGAIN_MS / 1000) * clock.speed;
    await clock.delay(seconds, AbortSignal.any([changed, stop]));
  }

  private async makeStop(next: RouteStop, trip: Trip): Promise<void> {
    const { signal } = this.changed;
    const over = new AbortController();
    this.leg = { key: keyOf(next), over };
    const revoked = AbortSignal.any([over.signal, this.options.world.stop]);
    const ride = new DriverRide({ ...this.options, trip, revoked, vanishesAt: undefined });
    const isThere = trip.status === 'driver_arrived';
    try {
      const isMade = await (next.kind === 'pickup' ? ride.pickUp(isThere) : ride.dropOff());
      if (isMade) this.made.add(keyOf(next));
      if (isMade && next.kind === 'dropoff') this.trips.delete(trip.id);
    } catch (error) {
      const isExpected = error instanceof ApiProblem && isOvertaken(error);
      if (!isExpected && !revoked.aborted) throw error;
      await this.waitForChange(signal);
    } finally {
      this.leg = undefined;
    }
  }
}

const TRIP_ENDS: readonly string[] = ['trip.cancelled', 'trip.redispatching', 'trip.completed'];

const keyOf = ({ tripId, kind }: Pick<RouteStop, 'tripId' | 'kind'>): string => `${tripId} ${kind}`;

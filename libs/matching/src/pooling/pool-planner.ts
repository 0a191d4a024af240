import { Injectable, Logger } from '@nestjs/common';
import { insertRide, type Insertion, type PoolRoute, type RideLimits } from '#dispatch';
import { TravelEstimator, greatCircleMeters } from '#geo';
import type { Position, RouteStop } from '#contracts';
import { Metrics, Settings, summarizeError } from '#platform';
import type { RouteRide, TripEntity } from '#trip';
import type { OfferPlan } from '../engine/offer-plan.js';
import type { MatchingWindow } from '../engine/window-reader.js';
import { KeptSupply } from '../supply/kept-supply.js';
import type { PoolCar } from './pool-reader.js';

/** The best car for a trip, and how the trip fits into its stops. */
interface Choice {
  readonly car: PoolCar;
  readonly insertion: Insertion;
}

/**
 * Finds shared trips that join the trips of a driver: those that fit into the driver's stops within
 * what every rider allows, at a lower cost than the drive of the nearest idle car. All other trips
 * are left to the policy. All times are of the clock: in a simulated city that runs faster, drives
 * are shorter.
 */
@Injectable()
export class PoolPlanner {
  private readonly logger = new Logger('PoolPlanner');

  constructor(
    private readonly estimator: TravelEstimator,
    private readonly supply: KeptSupply,
    private readonly settings: Settings,
    private readonly metrics: Metrics,
  ) {}

  /** @returns one plan for each trip that joins a driver; each driver is in at most one of them */
  plan(window: MatchingWindow): OfferPlan[] {
    if (window.cars.length === 0) return [];
    const free = new Map(window.cars.map((car) => [car.driverId, car]));
    return window.trips.flatMap((trip) => {
      if (!trip.shared) return [];
      const choice = this.chooseSafely(trip, window, free.values());
      if (!choice) return [];
      free.delete(choice.car.driverId);
      return [this.describe(trip, choice, window.at)];
    });
  }

  /** One trip that can't be planned must not keep the others from their offers. */
  private chooseSafely(
    trip: TripEntity,
    window: MatchingWindow,
    cars: Iterable<PoolCar>,
  ): Choice | undefined {
    try {
      return this.choose(trip, window, cars);
    } catch (error) {
      this.metrics.isolatedRows.inc({ where: 'match' });
      this.logger.error(`trip ${trip.id} joins no driver: ${summarizeError(error)}`);
      return undefined;
    }
  }

  private choose(
    trip: TripEntity,
    { excluded, at }: MatchingWindow,
    cars: Iterable<PoolCar>,
  ): Choice | undefined {
    const { reachSeconds } = this.settings.matching;
    const barred = new Set([...trip.excludedDriverIds, ...(excluded.get(trip.id) ?? [])]);
    const reachMeters = this.estimator.reachMeters(reachSeconds);
    const nearest = this.supply.findSoonest(trip.pickup, reachSeconds) ?? Infinity;
    let best: Choice | undefined;
    for (const car of cars) {
      if (barred.has(car.driverId)) continue;
      if (greatCircleMeters(car.position, trip.pickup) > reachMeters) continue;
      const insertion = this.insert(trip, car, at);
      if (insertion && insertion.cost < (best?.insertion.cost ?? nearest / this.timeScale)) {
        best = { car, insertion };
      }
    }
    return best;
  }

  private insert(trip: TripEntity, car: PoolCar, at: Date): Insertion | undefined {
    const { id: rideId, pickup, dropoff } = trip;
    const directSeconds = trip.durationSeconds / this.timeScale;
    const { maxDetourSeconds } = this.settings.pooling;
    const limits = {
      latestPickup: this.settings.matching.reachSeconds / this.timeScale,
      pickedUp: null,
      longestRide: directSeconds + maxDetourSeconds,
    };
    const ride = { rideId, pickup, dropoff, directSeconds, limits };
    return insertRide(routeOf(car, at), ride, this.travel);
  }

  private readonly travel = (from: Position, to: Position): number =>
    this.estimator.estimate(from, to).durationSeconds / this.timeScale;

  private get timeScale(): number {
    return this.settings.reposition.timeScale;
  }

  private describe(trip: TripEntity, { car, insertion }: Choice, at: Date): OfferPlan {
    const { driverId, position, version } = car;
    const { distanceMeters } = this.estimator.estimate(position, trip.pickup);
    const stops = stopsOf(trip, { car, insertion }, at);
    const addedSeconds = Math.round(insertion.addedSeconds);
    const pickupSeconds = insertion.pickupSeconds * this.timeScale;
    const route = { version, stops, addedSeconds };
    return {
      tripId: trip.id,
      drivers: [{ driverId, pickupSeconds, pickupMeters: distanceMeters, route }],
    };
  }
}

function routeOf({ position, stops, rides, isWaiting }: PoolCar, at: Date): PoolRoute {
  return {
    position,
    stops: stops.map(({ tripId, kind, position: place }) => ({
      rideId: tripId,
      isPickup: kind === 'pickup',
      position: place,
    })),
    limits: new Map(rides.map((ride) => [ride.tripId, limitsOf(ride, at)])),
    fixedStops: isWaiting ? 1 : 0,
  };
}

function limitsOf(ride: RouteRide, at: Date): RideLimits {
  const secondsUntil = (time: string) => (Date.parse(time) - at.getTime()) / 1000;
  return {
    latestPickup: secondsUntil(ride.latestPickupAt),
    pickedUp: ride.pickedUpAt === null ? null : secondsUntil(ride.pickedUpAt),
    longestRide: ride.directSeconds + ride.maxDetourSeconds,
  };
}

/** The stops on the wire: those of the route, and those of the new trip among them. */
function stopsOf(trip: TripEntity, { car, insertion }: Choice, at: Date): RouteStop[] {
  return insertion.stops.map(({ rideId, isPickup, position }, index) => {
    const kind = isPickup ? 'pickup' : 'dropoff';
    const known = car.stops.find((stop) => stop.tripId === rideId && stop.kind === kind);
    const name = isPickup ? trip.pickupName : trip.dropoffName;
    const arrivesAt = new Date(at.getTime() + (insertion.arrivals[index] ?? 0) * 1000);
    const stop = known ?? { tripId: trip.id, kind, position, name };
    return { ...stop, arrivesAt: arrivesAt.toISOString() };
  });
}

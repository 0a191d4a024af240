import { Injectable } from '@nestjs/common';
import { Any } from 'typeorm';
import { streamId } from '#contracts';
import type { Transaction } from '#database';
import { TravelEstimator } from '#geo';
import { newEvent, type AnyNewEvent } from '#outbox';
import { Settings } from '#platform';
import {
  poolChanges,
  retime,
  routeAfter,
  type Departure,
  type DriverRouteState,
  type PoolChange,
  type TravelSeconds,
} from '../domain/driver-route.js';
import type { TripChange, TripStep } from '../domain/trip-change.js';
import type { TripState } from '../domain/trip-state.js';
import { toTripView } from '../domain/trip-view.js';
import { DriverSignals } from '../trip/driver-signals.js';
import { TripEntity } from '../trip/trip.entity.js';
import { DriverRouteRepository } from './driver-route.repository.js';

/**
 * Keeps the route of a driver as their shared trips are: it writes the route in the transaction of
 * the trip, and says so to the driver and to the riders who share the car.
 */
@Injectable()
export class RouteKeeper {
  constructor(
    private readonly routes: DriverRouteRepository,
    private readonly signals: DriverSignals,
    private readonly estimator: TravelEstimator,
    private readonly settings: Settings,
  ) {}

  /**
   * Takes a step of a shared trip into the route of its driver. The transaction holds the lock of
   * the trip.
   *
   * @returns the events of the route, to be appended after those of the trip; none for a trip that
   *   is on no route
   */
  async follow(tx: Transaction, change: TripChange): Promise<AnyNewEvent[]> {
    const { before, steps } = change;
    if (!before?.driver || before.seat === null || !steps.some(isRouteStep)) return [];
    let route = await this.routes.lock(tx, before.driver.id);
    const known = route;
    for (const step of steps) {
      const next = routeAfter(route, step);
      if (!next) continue;
      const departure = await this.departureAfter(tx, before.driver.id, step);
      route = { ...next, stops: retime(next.stops, departure, this.travelSeconds) };
    }
    return this.write(tx, change, { known, route });
  }

  /**
   * Writes the route of a driver who has got a further shared trip.
   *
   * @returns the events of the route, to be appended after those of the trip
   */
  async extend(
    tx: Transaction,
    change: TripChange,
    { known, next, at }: RouteExtension & { at: Date },
  ): Promise<AnyNewEvent[]> {
    const from = await this.signals.findLocation(tx, next.driverId);
    const stops = retime(next.stops, { at, from }, this.travelSeconds);
    const route = { ...next, version: known.version + 1, stops };
    return this.write(tx, change, { known, route });
  }

  private async write(
    tx: Transaction,
    change: TripChange,
    { known, route }: { known: DriverRouteState; route: DriverRouteState },
  ): Promise<AnyNewEvent[]> {
    await this.routes.write(tx, route);
    const { driverId, version, stops } = route;
    const serverTime = (await tx.now()).toISOString();
    const routeChanged = newEvent({
      type: 'driver.route_changed',
      subject: `driver/${driverId}`,
      data: { route: { version, stops: [...stops] }, serverTime },
      streams: [streamId('driver', driverId)],
    });
    return [routeChanged, ...(await this.tellRiders(tx, change.after, poolChanges(known, route)))];
  }

  /**
   * The trips of the others are read without their locks, which come before that of the route. Every
   * command that changes one takes the lock of the route, too; only a report of silence does not,
   * and clients ignore a trip with a lower version than the one they have.
   */
  private async tellRiders(
    tx: Transaction,
    own: TripState,
    changes: readonly PoolChange[],
  ): Promise<AnyNewEvent[]> {
    const otherIds = changes.map(({ tripId }) => tripId).filter((id) => id !== own.id);
    const others =
      otherIds.length === 0 ? [] : await tx.manager.findBy(TripEntity, { id: Any(otherIds) });
    const trips = new Map([...others, own].map((trip) => [trip.id, trip]));
    return changes.flatMap(({ tripId, pool, streams }) => {
      const trip = trips.get(tripId);
      if (!trip) return [];
      const data = { trip: toTripView(trip), pool };
      return newEvent({ type: 'trip.pool_changed', subject: `trip/${tripId}`, data, streams });
    });
  }

  /** After a stop the car leaves from there; after a cancel it is wherever it was last. */
  private async departureAfter(
    tx: Transaction,
    driverId: string,
    { event, after }: TripStep,
  ): Promise<Departure> {
    const { at } = event;
    if (event.type === 'trip.started') return { at, from: after.pickup };
    if (event.type === 'trip.completed') return { at, from: after.dropoff };
    return { at, from: await this.signals.findLocation(tx, driverId) };
  }

  /** By the clock: in a simulated city that runs faster, drives are shorter. */
  private readonly travelSeconds: TravelSeconds = (from, to) =>
    this.estimator.estimate(from, to).durationSeconds / this.settings.reposition.timeScale;
}

/** The route of a driver before and after a trip joins it. */
export interface RouteExtension {
  readonly known: DriverRouteState;
  readonly next: DriverRouteState;
}

/** Whether a step takes a stop from a route. */
const isRouteStep = ({ event: { type } }: TripStep): boolean =>
  type === 'trip.started' ||
  type === 'trip.completed' ||
  type === 'trip.cancelled' ||
  type === 'trip.redispatching';

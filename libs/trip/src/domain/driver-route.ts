import type { Position, RouteStop, StreamId, TripPool } from '#contracts';
import { streamId } from '#contracts';
import type { TripStep } from './trip-change.js';

/** A shared trip of a driver, with what its rider allows. Times are ISO 8601. */
export interface RouteRide {
  readonly tripId: string;
  readonly riderId: string;
  /** From 1; no two trips of a driver have the same. */
  readonly seat: number;
  /** Seconds of the ride without others. */
  readonly directSeconds: number;
  /** Seconds that the pickup may be later than promised, and the ride longer than direct. */
  readonly maxDetourSeconds: number;
  /** The end of what was promised to the rider when the driver accepted, with the detour. */
  readonly latestPickupAt: string;
  /** Null before the pickup. */
  readonly pickedUpAt: string | null;
}

/** The shared trips of one driver, and their stops in the order in which they are made. */
export interface DriverRouteState {
  readonly driverId: string;
  /** Number of changes of the route. */
  readonly version: number;
  readonly rides: readonly RouteRide[];
  readonly stops: readonly RouteStop[];
}

/** @returns the driving time between two places, in seconds */
export type TravelSeconds = (from: Position, to: Position) => number;

/** The route of a driver who has had no shared trip. */
export const emptyRoute = (driverId: string): DriverRouteState => ({
  driverId,
  version: 0,
  rides: [],
  stops: [],
});

/** When and where a car leaves for its next stop; the position is null when it is not known. */
export interface Departure {
  readonly at: Date;
  readonly from: Position | null;
}

/**
 * The route after a step of one of its trips: the pickup is done with the start; a trip that ends or
 * goes to another driver has no stops left.
 *
 * @returns undefined when the step leaves the route as it is
 */
export function routeAfter(
  route: DriverRouteState,
  { event, after: { id } }: TripStep,
): DriverRouteState | undefined {
  switch (event.type) {
    case 'trip.started': {
      const pickedUpAt = event.at.toISOString();
      const isPickup = (stop: RouteStop) => stop.tripId === id && stop.kind === 'pickup';
      return {
        ...route,
        version: route.version + 1,
        rides: route.rides.map((ride) => (ride.tripId === id ? { ...ride, pickedUpAt } : ride)),
        stops: route.stops.filter((stop) => !isPickup(stop)),
      };
    }
    case 'trip.completed':
    case 'trip.cancelled':
    case 'trip.redispatching':
    case 'trip.no_drivers_available':
      return {
        ...route,
        version: route.version + 1,
        rides: route.rides.filter(({ tripId }) => tripId !== id),
        stops: route.stops.filter(({ tripId }) => tripId !== id),
      };
    case 'trip.requested':
    case 'trip.driver_assigned':
    case 'trip.driver_arrived':
    case 'trip.driver_silent':
    case 'trip.driver_back':
      return undefined;
  }
}

/**
 * The stops with the arrivals of a car that leaves now. A leg without a road, and the first one of
 * a car whose position is not known, keep the arrival that was planned.
 */
export function retime(
  stops: readonly RouteStop[],
  { at, from }: Departure,
  travelSeconds: TravelSeconds,
): RouteStop[] {
  let [time, place] = [at.getTime(), from];
  return stops.map((stop) => {
    const seconds = place ? travelSeconds(place, stop.position) : Infinity;
    const planned = Math.max(time, Date.parse(stop.arrivesAt));
    time = Number.isFinite(seconds) ? time + Math.round(seconds) * 1000 : planned;
    place = stop.position;
    return { ...stop, arrivesAt: new Date(time).toISOString() };
  });
}

/** @returns what the rider of a trip knows of the others; null when the trip isn't on the route */
export function poolOf({ rides, stops }: DriverRouteState, tripId: string): TripPool | null {
  if (!rides.some((ride) => ride.tripId === tripId)) return null;
  const next = stops.findIndex((stop) => stop.tripId === tripId);
  const own = stops.filter((stop) => stop.tripId === tripId);
  const dropoff = own.find(({ kind }) => kind === 'dropoff');
  if (!dropoff) return null;
  const pickup = own.find(({ kind }) => kind === 'pickup');
  return {
    others: rides.length - 1,
    stopsBefore: next,
    pickupAt: pickup?.arrivesAt ?? null,
    dropoffAt: dropoff.arrivesAt,
  };
}

/** A rider's view of the car that has changed, and the streams that carry it. */
export interface PoolChange {
  readonly tripId: string;
  readonly pool: TripPool;
  readonly streams: StreamId[];
}

/**
 * The trips whose riders have to know of a change: those who share the car, or did until now. A
 * rider who is alone with the driver before and after gets none.
 */
export function poolChanges(before: DriverRouteState, after: DriverRouteState): PoolChange[] {
  return after.rides.flatMap(({ tripId, riderId }) => {
    const pool = poolOf(after, tripId);
    const known = poolOf(before, tripId);
    if (!pool || (pool.others === 0 && (known?.others ?? 0) === 0)) return [];
    return [{ tripId, pool, streams: [streamId('rider', riderId), streamId('trip', tripId)] }];
  });
}

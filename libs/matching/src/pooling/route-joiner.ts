import { Injectable } from '@nestjs/common';
import type { RouteStop } from '#contracts';
import type { Transaction } from '#database';
import { Settings } from '#platform';
import { DriverRouteRepository, type DriverRouteState, type TripEntity } from '#trip';
import type { OfferState } from '../domain/offer-state.js';

/** The route of a driver before and after a trip joins it, and the seat of the trip. */
export interface Joining {
  readonly known: DriverRouteState;
  readonly next: DriverRouteState;
  readonly seat: number;
}

/** The answer to an offer, under the locks of trip, offer and driver. */
interface JoinRequest {
  readonly trip: TripEntity;
  readonly offer: OfferState;
  readonly at: Date;
}

/** Takes a shared trip into the route of the driver who accepts it. */
@Injectable()
export class RouteJoiner {
  constructor(
    private readonly routes: DriverRouteRepository,
    private readonly settings: Settings,
  ) {}

  /**
   * Locks the driver's route and checks that it still is the one the offer was made for: the riders
   * on it were promised times that depend on the order of the stops.
   *
   * @returns undefined when the route has changed, so that the offer is void
   */
  async join(tx: Transaction, { trip, offer, at }: JoinRequest): Promise<Joining | undefined> {
    const known = await this.routes.lock(tx, offer.driverId);
    const { route } = offer.ride;
    const isAsOffered = route ? route.version === known.version : known.rides.length === 0;
    if (!isAsOffered) return undefined;
    const seats = new Set(known.rides.map(({ seat }) => seat));
    const seat = [1, 2, 3, 4].find((each) => !seats.has(each));
    if (seat === undefined) return undefined;
    const ride = this.describe({ trip, offer, at }, seat);
    const stops = route?.stops ?? aloneStops({ trip, offer, at });
    const next = { ...known, rides: [...known.rides, ride], stops };
    return { known, next, seat };
  }

  private describe({ trip, offer, at }: JoinRequest, seat: number) {
    const { timeScale } = this.settings.reposition;
    const { maxDetourSeconds } = this.settings.pooling;
    const latestSeconds = offer.pickupEtaSeconds / timeScale + maxDetourSeconds;
    return {
      tripId: trip.id,
      riderId: trip.riderId,
      seat,
      directSeconds: trip.durationSeconds / timeScale,
      maxDetourSeconds,
      latestPickupAt: addSeconds(at, latestSeconds),
      pickedUpAt: null,
    };
  }
}

/** The stops of a driver whose first shared trip it is. The arrivals are computed when it is written. */
function aloneStops({ trip, offer, at }: JoinRequest): RouteStop[] {
  const { id: tripId, pickup, dropoff, pickupName, dropoffName, durationSeconds } = trip;
  const pickupAt = offer.pickupEtaSeconds;
  return [
    {
      tripId,
      kind: 'pickup',
      position: pickup,
      name: pickupName,
      arrivesAt: addSeconds(at, pickupAt),
    },
    {
      tripId,
      kind: 'dropoff',
      position: dropoff,
      name: dropoffName,
      arrivesAt: addSeconds(at, pickupAt + durationSeconds),
    },
  ];
}

const addSeconds = (at: Date, seconds: number): string =>
  new Date(at.getTime() + seconds * 1000).toISOString();

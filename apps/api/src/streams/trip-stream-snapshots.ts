import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import {
  statusesWithDriver,
  terminalStatuses,
  type EphemeralData,
  type StreamKind,
  type TripPool,
} from '#contracts';
import type { Transaction } from '#database';
import { TravelEstimator } from '#geo';
import {
  DriverRepository,
  LastKnownLocations,
  OfferRepository,
  RepositionRepository,
  isOpenAt,
  toOfferView,
  toRepositionView,
} from '#matching';
import { StreamSnapshots, type SnapshotRequest, type StreamSnapshot } from '#notification';
import {
  DriverRouteRepository,
  TripRepository,
  poolOf,
  requesterViewFor,
  requireVisible,
  toSharedTrip,
  toTripView,
  type DriverRouteState,
  type TripEntity,
} from '#trip';
import { describeLocation, estimateArrivalSeconds } from './describe-location.js';

/** Makes the snapshot of the stream with this id, as the requester may see it. */
type SnapshotMaker = (id: string, requester: Requester) => StreamSnapshot;

/** Finds what a snapshot of a trip contains beside it; null without a driver. */
interface TripSurroundings {
  /** The last known location of the driver. */
  locate: (trip: TripEntity) => EphemeralData<'driver.location'> | null;
  /** The others in the car of a shared trip. */
  findPool: (trip: TripEntity) => TripPool | null;
}

/**
 * Reads the snapshots of riders, drivers and trips, the first event of a fresh stream. One query
 * serves all riders who ask at the same time, four queries all drivers, and one all trips. The
 * last locations of the drivers of all these trips are one query more, and so are the routes of
 * those with shared trips.
 */
@Injectable()
export class TripStreamSnapshots extends StreamSnapshots {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly drivers: DriverRepository,
    private readonly repositions: RepositionRepository,
    private readonly routes: DriverRouteRepository,
    private readonly lastKnown: LastKnownLocations,
    private readonly estimator: TravelEstimator,
  ) {
    super();
  }

  async read(
    tx: Transaction,
    requests: readonly SnapshotRequest[],
  ): Promise<(StreamSnapshot | Error)[]> {
    const asked = requests.map(({ stream }) => stream.split('/') as [StreamKind | 'ops', string]);
    const idsOf = (kind: StreamKind) => asked.filter(([its]) => its === kind).map(([, id]) => id);
    const [riderIds, tripIds] = [idsOf('rider'), idsOf('trip')];
    const rides = riderIds.length === 0 ? [] : await this.trips.findActiveOfRiders(tx, riderIds);
    const trips = tripIds.length === 0 ? [] : await this.trips.findAll(tx, tripIds);
    const around = await this.readSurroundings(tx, [...rides, ...trips]);
    const snapshotOf = {
      rider: riderSnapshots(rides, around),
      driver: await this.readDrivers(tx, idsOf('driver')),
      trip: tripSnapshots(trips, around),
      ops: noSnapshot,
    };
    return requests.map(({ requester }, index) => {
      const [kind, id] = asked[index] as [StreamKind | 'ops', string];
      return catchError(() => snapshotOf[kind](id, requester));
    });
  }

  /** A trip shows the location of its present driver only, and none after its end. */
  private async readSurroundings(
    tx: Transaction,
    trips: readonly TripEntity[],
  ): Promise<TripSurroundings> {
    const driverIds = trips.flatMap((trip) => driverIdsOf(trip));
    if (driverIds.length === 0) return { locate: () => null, findPool: () => null };
    const locations = await this.lastKnown.findOfDrivers(tx, [...new Set(driverIds)]);
    const byDriver = new Map(locations.map((location) => [location.driverId, location]));
    const routes = await this.readRoutes(tx, trips);
    const routeOf = (trip: TripEntity) => routes.get(driverIdsOf(trip)[0] ?? '');
    const locate: TripSurroundings['locate'] = (trip) => {
      const [driverId = ''] = driverIdsOf(trip);
      const location = byDriver.get(driverId);
      if (!location) return null;
      const { ageSeconds, lat, lng } = location;
      const { id, status, pickup, dropoff } = trip;
      const way = { id, status, pickup, dropoff, stops: routeOf(trip)?.stops ?? null };
      const etaSeconds = estimateArrivalSeconds(this.estimator, { lat, lng }, way);
      return describeLocation({ tripId: trip.id, location, etaSeconds, ageSeconds });
    };
    const findPool: TripSurroundings['findPool'] = (trip) => {
      const route = routeOf(trip);
      return route ? poolOf(route, trip.id) : null;
    };
    return { locate, findPool };
  }

  /** @returns by driver, the routes of those with a shared trip among these */
  private async readRoutes(
    tx: Transaction,
    trips: readonly TripEntity[],
  ): Promise<Map<string, DriverRouteState>> {
    const shared = trips.filter(({ seat }) => seat !== null).flatMap((trip) => driverIdsOf(trip));
    if (shared.length === 0) return new Map();
    const routes = await this.routes.findAll(tx, [...new Set(shared)]);
    return new Map(routes.map((route) => [route.driverId, route]));
  }

  private async readDrivers(tx: Transaction, ids: readonly string[]): Promise<SnapshotMaker> {
    const readUnlessEmpty = <T>(read: () => Promise<T[]>) => (ids.length === 0 ? [] : read());
    const drivers = await readUnlessEmpty(() => this.drivers.findAll(tx, ids));
    const offers = await readUnlessEmpty(() => this.offers.findPendingOfDrivers(tx, ids));
    const trips = await readUnlessEmpty(() => this.trips.findActiveOfDrivers(tx, ids));
    const repositions = await readUnlessEmpty(() => this.repositions.findOfDrivers(tx, ids));
    const hasExpiry = offers.length > 0 || repositions.length > 0;
    const now = hasExpiry ? await tx.now() : new Date();
    const byId = new Map(drivers.map((driver) => [driver.id, driver]));
    // An offer or a suggestion has expired at its expiry, also before a sweeper has closed it.
    const open = offers.filter(({ expiresAt }) => expiresAt > now);
    const offersByDriver = new Map(open.map((offer) => [offer.driverId, offer]));
    const valid = repositions.filter((reposition) => isOpenAt(reposition, now));
    const repositionsByDriver = new Map(valid.map((each) => [each.driverId, each]));
    const routes = await this.readRoutes(tx, trips);
    const tripsByDriver = groupByDriver(trips);
    return (id) => {
      const offer = offersByDriver.get(id);
      const route = routes.get(id);
      const own = tripsByDriver.get(id) ?? [];
      const shown = orderByStops(own, route).map((trip) => toTripView(trip));
      const reposition = repositionsByDriver.get(id);
      return {
        data: {
          availability: byId.get(id)?.availability ?? 'offline',
          // A row that has no view fails this snapshot and not the others.
          offer: offer ? toOfferView(offer) : null,
          trip: shown[0] ?? null,
          trips: shown,
          route: route ? { version: route.version, stops: [...route.stops] } : null,
          reposition: reposition ? toRepositionView(reposition) : null,
        },
        ended: false,
      };
    };
  }
}

function groupByDriver(trips: readonly TripEntity[]): Map<string | null, TripEntity[]> {
  const groups = new Map<string | null, TripEntity[]>();
  for (const trip of trips) {
    const group = groups.get(trip.driverId);
    if (group) group.push(trip);
    else groups.set(trip.driverId, [trip]);
  }
  return groups;
}

/** The trips of a route in the order of their next stops; other trips come first. */
function orderByStops(
  trips: readonly TripEntity[],
  route: DriverRouteState | undefined,
): readonly TripEntity[] {
  if (!route) return trips;
  const placeOf = ({ id }: TripEntity) => route.stops.findIndex(({ tripId }) => tripId === id);
  return trips.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function riderSnapshots(
  rides: readonly TripEntity[],
  { locate, findPool }: TripSurroundings,
): SnapshotMaker {
  const byRider = new Map(rides.map((trip) => [trip.riderId, trip]));
  return (id, requester) => {
    const trip = byRider.get(id);
    if (!trip) return { data: { trip: null, driverLocation: null, pool: null }, ended: false };
    const view = requesterViewFor(trip, requester);
    return {
      data: { trip: view, driverLocation: locate(trip), pool: findPool(trip) },
      ended: false,
    };
  };
}

function tripSnapshots(
  trips: readonly TripEntity[],
  { locate, findPool }: TripSurroundings,
): SnapshotMaker {
  const byId = new Map(trips.map((trip) => [trip.id, trip]));
  return (id, requester) => {
    const trip = requireVisible(byId.get(id) ?? null, requester);
    const view = toTripView(trip);
    const ended = terminalStatuses.includes(trip.status);
    const driverLocation = locate(trip);
    if (requester.role === 'viewer')
      return { data: { trip: toSharedTrip(view), driverLocation }, ended };
    return { data: { trip: view, driverLocation, pool: findPool(trip) }, ended };
  };
}

const driverIdsOf = ({ driverId, status }: TripEntity): string[] =>
  driverId !== null && statusesWithDriver.includes(status) ? [driverId] : [];

const noSnapshot: SnapshotMaker = () => {
  throw new Error('The ops stream has ephemeral events only, and no snapshot.');
};

/** Returns an error instead of throwing it, so that a refused snapshot doesn't fail the others. */
function catchError(snapshot: () => StreamSnapshot): StreamSnapshot | Error {
  try {
    return snapshot();
  } catch (error) {
    return error as Error;
  }
}

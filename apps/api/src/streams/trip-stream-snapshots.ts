import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import {
  statusesWithDriver,
  terminalStatuses,
  type EphemeralData,
  type StreamKind,
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
  TripRepository,
  requesterViewFor,
  requireVisible,
  toSharedTrip,
  toTripView,
  type TripEntity,
} from '#trip';
import { describeLocation, estimateArrivalSeconds } from './describe-location.js';

/** Makes the snapshot of the stream with this id, as the requester may see it. */
type SnapshotMaker = (id: string, requester: Requester) => StreamSnapshot;

/** Finds the last known location of a trip's driver; null without one. */
type LocationFinder = (trip: TripEntity) => EphemeralData<'driver.location'> | null;

/**
 * Reads the snapshots of riders, drivers and trips, the first event of a fresh stream. One query
 * serves all riders who ask at the same time, four queries all drivers, and one all trips. The
 * last locations of the drivers of all these trips are one query more.
 */
@Injectable()
export class TripStreamSnapshots extends StreamSnapshots {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly drivers: DriverRepository,
    private readonly repositions: RepositionRepository,
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
    const locate = await this.readLocations(tx, [...rides, ...trips]);
    const snapshotOf = {
      rider: riderSnapshots(rides, locate),
      driver: await this.readDrivers(tx, idsOf('driver')),
      trip: tripSnapshots(trips, locate),
      ops: noSnapshot,
    };
    return requests.map(({ requester }, index) => {
      const [kind, id] = asked[index] as [StreamKind | 'ops', string];
      return catchError(() => snapshotOf[kind](id, requester));
    });
  }

  /** A trip shows the location of its present driver only, and none after its end. */
  private async readLocations(
    tx: Transaction,
    trips: readonly TripEntity[],
  ): Promise<LocationFinder> {
    const driverIds = trips.flatMap((trip) => driverIdsOf(trip));
    if (driverIds.length === 0) return () => null;
    const locations = await this.lastKnown.findOfDrivers(tx, [...new Set(driverIds)]);
    const byDriver = new Map(locations.map((location) => [location.driverId, location]));
    return (trip) => {
      const [driverId = ''] = driverIdsOf(trip);
      const location = byDriver.get(driverId);
      if (!location) return null;
      const { ageSeconds, lat, lng } = location;
      const etaSeconds = estimateArrivalSeconds(this.estimator, { lat, lng }, trip);
      return describeLocation({ tripId: trip.id, location, etaSeconds, ageSeconds });
    };
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
    const tripsByDriver = new Map(trips.map((trip) => [trip.driverId, trip]));
    return (id) => {
      const offer = offersByDriver.get(id);
      const trip = tripsByDriver.get(id);
      const reposition = repositionsByDriver.get(id);
      return {
        data: {
          availability: byId.get(id)?.availability ?? 'offline',
          // A row that has no view fails this snapshot and not the others.
          offer: offer ? toOfferView(offer) : null,
          trip: trip ? toTripView(trip) : null,
          reposition: reposition ? toRepositionView(reposition) : null,
        },
        ended: false,
      };
    };
  }
}

function riderSnapshots(rides: readonly TripEntity[], locate: LocationFinder): SnapshotMaker {
  const byRider = new Map(rides.map((trip) => [trip.riderId, trip]));
  return (id, requester) => {
    const trip = byRider.get(id);
    const data = trip
      ? { trip: requesterViewFor(trip, requester), driverLocation: locate(trip) }
      : { trip: null, driverLocation: null };
    return { data, ended: false };
  };
}

function tripSnapshots(trips: readonly TripEntity[], locate: LocationFinder): SnapshotMaker {
  const byId = new Map(trips.map((trip) => [trip.id, trip]));
  return (id, requester) => {
    const trip = requireVisible(byId.get(id) ?? null, requester);
    const view = toTripView(trip);
    const shown = requester.role === 'viewer' ? toSharedTrip(view) : view;
    return {
      data: { trip: shown, driverLocation: locate(trip) },
      ended: terminalStatuses.includes(trip.status),
    };
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

import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import { terminalStatuses, type StreamKind } from '#contracts';
import type { Transaction } from '#database';
import { DriverRepository, OfferRepository, toOfferView } from '#matching';
import { StreamSnapshots, type SnapshotRequest, type StreamSnapshot } from '#notification';
import { TripRepository, requesterViewFor, requireVisible, toSharedTrip, toTripView } from '#trip';

/** Answers what was asked of a reader and the id that their stream is named by. */
type SnapshotOf = (id: string, requester: Requester) => StreamSnapshot;

/**
 * The present state of riders, drivers and trips, as the first thing on a fresh stream. One
 * query for all riders that ask, a few for all drivers, one for all trips.
 */
@Injectable()
export class TripStreamSnapshots extends StreamSnapshots {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly drivers: DriverRepository,
  ) {
    super();
  }

  async read(
    tx: Transaction,
    requests: readonly SnapshotRequest[],
  ): Promise<(StreamSnapshot | Error)[]> {
    const asked = requests.map(({ stream }) => stream.split('/') as [StreamKind | 'ops', string]);
    const idsOf = (kind: StreamKind) => asked.filter(([its]) => its === kind).map(([, id]) => id);
    const snapshotOf = {
      rider: await this.readRiders(tx, idsOf('rider')),
      driver: await this.readDrivers(tx, idsOf('driver')),
      trip: await this.readTrips(tx, idsOf('trip')),
      ops: noSnapshot,
    };
    return requests.map(({ requester }, index) => {
      const [kind, id] = asked[index] as [StreamKind | 'ops', string];
      return catchError(() => snapshotOf[kind](id, requester));
    });
  }

  private async readRiders(tx: Transaction, ids: readonly string[]): Promise<SnapshotOf> {
    const trips = ids.length === 0 ? [] : await this.trips.findActiveOfRiders(tx, ids);
    const byRider = new Map(trips.map((trip) => [trip.riderId, trip]));
    return (id, requester) => {
      const trip = byRider.get(id);
      return { data: { trip: trip ? requesterViewFor(trip, requester) : null }, ended: false };
    };
  }

  private async readDrivers(tx: Transaction, ids: readonly string[]): Promise<SnapshotOf> {
    const of = <T>(read: () => Promise<T[]>) => (ids.length === 0 ? [] : read());
    const drivers = await of(() => this.drivers.findAll(tx, ids));
    const offers = await of(() => this.offers.findPendingOfDrivers(tx, ids));
    const trips = await of(() => this.trips.findActiveOfDrivers(tx, ids));
    const now = offers.length === 0 ? new Date() : await tx.now();
    const byId = new Map(drivers.map((driver) => [driver.id, driver]));
    // An offer past its time is dead, also before the sweeper has said so.
    const open = offers.filter(({ expiresAt }) => expiresAt > now);
    const offerOf = new Map(open.map((offer) => [offer.driverId, toOfferView(offer)]));
    const tripOf = new Map(trips.map((trip) => [trip.driverId, toTripView(trip)]));
    return (id) => ({
      data: {
        availability: byId.get(id)?.availability ?? 'offline',
        offer: offerOf.get(id) ?? null,
        trip: tripOf.get(id) ?? null,
      },
      ended: false,
    });
  }

  private async readTrips(tx: Transaction, ids: readonly string[]): Promise<SnapshotOf> {
    const trips = ids.length === 0 ? [] : await this.trips.findAll(tx, ids);
    const byId = new Map(trips.map((trip) => [trip.id, trip]));
    return (id, requester) => {
      const trip = requireVisible(byId.get(id) ?? null, requester);
      const view = toTripView(trip);
      const shown = requester.role === 'viewer' ? toSharedTrip(view) : view;
      return { data: { trip: shown }, ended: terminalStatuses.includes(trip.status) };
    };
  }
}

const noSnapshot: SnapshotOf = () => {
  throw new Error('The ops stream has readings only, and no snapshot.');
};

/** One reader's refusal is no other's trouble. */
function catchError(snapshot: () => StreamSnapshot): StreamSnapshot | Error {
  try {
    return snapshot();
  } catch (error) {
    return error as Error;
  }
}

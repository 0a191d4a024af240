import { Injectable } from '@nestjs/common';
import type { Requester } from '#access';
import { terminalStatuses, type StreamKind } from '#contracts';
import type { Transaction } from '#database';
import { DriverRepository, OfferRepository, toOfferView } from '#matching';
import { StreamSnapshots, type SnapshotRequest, type StreamSnapshot } from '#notification';
import { TripRepository, requesterViewFor, requireVisible, toSharedTrip, toTripView } from '#trip';

/** Makes the snapshot of the stream with this id, as the requester may see it. */
type SnapshotMaker = (id: string, requester: Requester) => StreamSnapshot;

/**
 * Reads the snapshots of riders, drivers and trips, the first event of a fresh stream. One query
 * serves all riders who ask at the same time, three queries all drivers, and one all trips.
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

  private async readRiders(tx: Transaction, ids: readonly string[]): Promise<SnapshotMaker> {
    const trips = ids.length === 0 ? [] : await this.trips.findActiveOfRiders(tx, ids);
    const byRider = new Map(trips.map((trip) => [trip.riderId, trip]));
    return (id, requester) => {
      const trip = byRider.get(id);
      return { data: { trip: trip ? requesterViewFor(trip, requester) : null }, ended: false };
    };
  }

  private async readDrivers(tx: Transaction, ids: readonly string[]): Promise<SnapshotMaker> {
    const readUnlessEmpty = <T>(read: () => Promise<T[]>) => (ids.length === 0 ? [] : read());
    const drivers = await readUnlessEmpty(() => this.drivers.findAll(tx, ids));
    const offers = await readUnlessEmpty(() => this.offers.findPendingOfDrivers(tx, ids));
    const trips = await readUnlessEmpty(() => this.trips.findActiveOfDrivers(tx, ids));
    const now = offers.length === 0 ? new Date() : await tx.now();
    const byId = new Map(drivers.map((driver) => [driver.id, driver]));
    // An offer has expired at its expiry, also before the sweeper has closed it.
    const open = offers.filter(({ expiresAt }) => expiresAt > now);
    const offersByDriver = new Map(open.map((offer) => [offer.driverId, offer]));
    const tripsByDriver = new Map(trips.map((trip) => [trip.driverId, trip]));
    return (id) => {
      const offer = offersByDriver.get(id);
      const trip = tripsByDriver.get(id);
      return {
        data: {
          availability: byId.get(id)?.availability ?? 'offline',
          // A row that has no view fails this snapshot and not the others.
          offer: offer ? toOfferView(offer) : null,
          trip: trip ? toTripView(trip) : null,
        },
        ended: false,
      };
    };
  }

  private async readTrips(tx: Transaction, ids: readonly string[]): Promise<SnapshotMaker> {
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

import { Injectable } from '@nestjs/common';
import type { Reader } from '#access';
import { terminalStatuses, type StreamId, type StreamKind } from '#contracts';
import type { Transaction } from '#database';
import { DriverRepository, OfferRepository, toOfferView } from '#matching';
import { StreamSnapshots, type StreamSnapshot } from '#notification';
import { TripRepository, readerViewOf, requireVisible, toSharedTrip, toTripView } from '#trip';

/** The present state of a rider, a driver or a trip, as the first thing on a fresh stream. */
@Injectable()
export class TripStreamSnapshots extends StreamSnapshots {
  constructor(
    private readonly trips: TripRepository,
    private readonly offers: OfferRepository,
    private readonly drivers: DriverRepository,
  ) {
    super();
  }

  read(tx: Transaction, stream: StreamId, reader: Reader): Promise<StreamSnapshot> {
    const [kind, id] = stream.split('/') as [StreamKind | 'ops', string];
    switch (kind) {
      case 'rider':
        return this.ofRider(tx, id, reader);
      case 'driver':
        return this.ofDriver(tx, id);
      case 'trip':
        return this.ofTrip(tx, id, reader);
      case 'ops':
        throw new Error('The ops stream has readings only, and no snapshot.');
    }
  }

  private async ofRider(tx: Transaction, id: string, reader: Reader): Promise<StreamSnapshot> {
    const trip = await this.trips.activeOfRider(tx, id);
    return { data: { trip: trip && readerViewOf(trip, reader) }, ended: false };
  }

  private async ofDriver(tx: Transaction, id: string): Promise<StreamSnapshot> {
    const driver = await this.drivers.find(tx, id);
    const pending = await this.offers.pendingOfDriver(tx, id);
    const trip = await this.trips.activeOfDriver(tx, id);
    // An offer past its time is dead, also before the sweeper has said so.
    const isOpen = pending !== null && pending.expiresAt > (await tx.now());
    const data = {
      availability: driver?.availability ?? 'offline',
      offer: isOpen ? toOfferView(pending) : null,
      trip: trip && toTripView(trip),
    };
    return { data, ended: false };
  }

  private async ofTrip(tx: Transaction, id: string, reader: Reader): Promise<StreamSnapshot> {
    const trip = requireVisible(await this.trips.find(tx, id), reader);
    const view = toTripView(trip);
    const shown = reader.role === 'viewer' ? toSharedTrip(view) : view;
    return { data: { trip: shown }, ended: terminalStatuses.includes(trip.status) };
  }
}

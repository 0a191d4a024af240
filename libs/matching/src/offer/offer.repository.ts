import { Injectable } from '@nestjs/common';
import { Any } from 'typeorm';
import { streamId } from '#contracts';
import type { Transaction } from '#database';
import { Outbox, newEvent, type AnyNewEvent } from '#outbox';
import { Metrics } from '#platform';
import { TripRepository, type TripChange } from '#trip';
import type { OfferClosing, OfferState } from '../domain/offer-state.js';
import { closeOffer } from '../domain/offer-state.js';
import { toOfferView } from '../domain/offer-view.js';
import { OfferEntity } from './offer.entity.js';

export interface CloseOffers {
  closings: readonly { offer: OfferState; closing: OfferClosing }[];
  /** The change of the trip in the same transaction; undefined when the trip stays as it is. */
  trip?: TripChange;
  /** The database's time. */
  at: Date;
}

/** Offers in the database. Only this class writes them, always together with their events. */
@Injectable()
export class OfferRepository {
  constructor(
    private readonly outbox: Outbox,
    private readonly trips: TripRepository,
    private readonly metrics: Metrics,
  ) {}

  find(tx: Transaction, id: string): Promise<OfferEntity | null> {
    return tx.manager.findOneBy(OfferEntity, { id });
  }

  findPendingOfDriver(tx: Transaction, driverId: string): Promise<OfferEntity | null> {
    return tx.manager.findOneBy(OfferEntity, { driverId, status: 'pending' });
  }

  /** @returns at most one offer of each driver */
  findPendingOfDrivers(tx: Transaction, driverIds: readonly string[]): Promise<OfferEntity[]> {
    return tx.manager.findBy(OfferEntity, { driverId: Any(driverIds), status: 'pending' });
  }

  /**
   * Locks the pending offers of a trip, in the order of their ids. The caller holds the trip's
   * lock already: the lock order is trip, offer, driver, rider, stream heads.
   */
  lockPending(tx: Transaction, tripId: string): Promise<OfferEntity[]> {
    return tx.manager.find(OfferEntity, {
      where: { tripId, status: 'pending' },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** Closes the due offers and inserts the next ones, with one append for all events. */
  async replace(
    tx: Transaction,
    { closings, offers, at }: Omit<CloseOffers, 'trip'> & { offers: readonly OfferState[] },
  ): Promise<void> {
    await this.writeClosings(tx, closings, at);
    await tx.manager.insert(OfferEntity, [...offers]);
    const events = [...closings.map(closedEvent), ...offers.map(createdEvent)];
    await this.outbox.append(tx, events, at);
    tx.afterCommit(() => {
      this.metrics.offers.inc({ outcome: 'created' }, offers.length);
    });
  }

  /** Closes offers and changes the trip, with one append for all events. */
  async close(tx: Transaction, { closings, trip, at }: CloseOffers): Promise<void> {
    await this.writeClosings(tx, closings, at);
    const events = closings.map(closedEvent);
    if (trip) await this.trips.save(tx, trip, { at, alongside: events });
    else await this.outbox.append(tx, events, at);
  }

  private async writeClosings(
    tx: Transaction,
    closings: CloseOffers['closings'],
    at: Date,
  ): Promise<void> {
    for (const { offer, closing } of closings) {
      const { id, status, reason, acknowledgedAt, closedAt } = closeOffer(offer, closing, at);
      const row = { status, reason, acknowledgedAt, closedAt };
      await tx.manager.update(OfferEntity, { id }, row);
    }
    tx.afterCommit(() => {
      for (const { closing } of closings) this.metrics.offers.inc({ outcome: closing.status });
    });
  }
}

const about = ({ tripId, driverId }: OfferState) => ({
  subject: `trip/${tripId}`,
  streams: [streamId('driver', driverId)],
});

const createdEvent = (offer: OfferState): AnyNewEvent =>
  newEvent({
    ...about(offer),
    // An acknowledgement finds the event's sequence number by the offer's id (OfferAcks).
    id: offer.id,
    type: 'offer.created',
    data: { offer: toOfferView(offer), serverTime: offer.createdAt.toISOString() },
  });

const closedEvent = ({ offer, closing }: CloseOffers['closings'][number]): AnyNewEvent =>
  newEvent({
    ...about(offer),
    type: `offer.${closing.status}` as const,
    data: { offerId: offer.id, tripId: offer.tripId, reason: closing.reason },
  });

import { Injectable } from '@nestjs/common';
import { Any } from 'typeorm';
import { streamId, type StreamId } from '#contracts';
import type { Transaction } from '#database';
import { Outbox, newEvent, type AnyNewEvent } from '#outbox';
import { Metrics } from '#platform';
import { TripRepository, type SaveOptions, type TripChange } from '#trip';
import type { OfferClosing, OfferState } from '../domain/offer-state.js';
import { closeOffer } from '../domain/offer-state.js';
import { toOfferView } from '../domain/offer-view.js';
import { RepositionRepository } from '../reposition/reposition.repository.js';
import { CLOSE_OFFERS, HELD_OFFERS, INSERT_OFFERS } from './offer-sql.js';
import { OfferEntity } from './offer.entity.js';

export interface CloseOffers {
  closings: readonly { offer: OfferState; closing: OfferClosing }[];
  /** The change of the trip in the same transaction; undefined when the trip stays as it is. */
  trip?: TripChange;
  /** The driver's route with the trip, when it is a shared one that the driver gets. */
  route?: SaveOptions['route'];
  /** The database's time. */
  at: Date;
}

interface ReplaceOffers {
  closings: CloseOffers['closings'];
  offers: readonly OfferState[];
  at: Date;
}

/** What a sweep does to one trip and its offers. */
export interface SweptTrip {
  closings: CloseOffers['closings'];
  trip?: TripChange;
}

interface CloseOffersOfTrips {
  sweeps: readonly SweptTrip[];
  at: Date;
}

/** Pending offers of some trips. */
interface LockedOffers {
  locked: readonly OfferEntity[];
  /** The trips with a pending offer that another transaction has locked. */
  heldTripIds: ReadonlySet<string>;
}

/** Offers in the database. Only this class writes them, always together with their events. */
@Injectable()
export class OfferRepository {
  constructor(
    private readonly outbox: Outbox,
    private readonly trips: TripRepository,
    private readonly repositions: RepositionRepository,
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
   * lock already: the lock order is trip, offer, driver, route, rider, stream heads.
   */
  lockPending(tx: Transaction, tripId: string): Promise<OfferEntity[]> {
    return tx.manager.find(OfferEntity, {
      where: { tripId, status: 'pending' },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /**
   * Locks the pending offers of several trips, in the order of their ids and without waiting, for
   * the matching engine. The caller holds the locks of the trips already.
   */
  async tryLockPending(tx: Transaction, tripIds: readonly string[]): Promise<LockedOffers> {
    const locked = await tx.manager.find(OfferEntity, {
      where: { tripId: Any(tripIds), status: 'pending' },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
    });
    const lockedIds = locked.map(({ id }) => id);
    const held = await tx.query<{ tripId: string }>(HELD_OFFERS, [tripIds, lockedIds]);
    return { locked, heldTripIds: new Set(held.map(({ tripId }) => tripId)) };
  }

  /**
   * Closes due offers and inserts the next ones, with one append for all events, for the matching
   * engine. An offer is left out when a unique index refuses it, or when another transaction holds
   * the head of the driver's stream: the engine would wait for that lock.
   *
   * @returns the offers that were inserted
   */
  async replaceAll(
    tx: Transaction,
    { closings, offers, at }: ReplaceOffers,
  ): Promise<readonly OfferState[]> {
    if (offers.length === 0) return [];
    const streams = [...closings.map(({ offer }) => offer), ...offers].map(driverStream);
    const held = await this.outbox.tryLockHeads(tx, streams);
    const isHeld = (offer: OfferState) => held.has(driverStream(offer));
    // A trip whose due offer can't be closed keeps it until the next window.
    const keptTripIds = new Set(
      closings.filter(({ offer }) => isHeld(offer)).map(({ offer }) => offer.tripId),
    );
    const ready = offers.filter((offer) => !isHeld(offer) && !keptTripIds.has(offer.tripId));
    const readyTripIds = new Set(ready.map(({ tripId }) => tripId));
    const due = closings.filter(({ offer }) => readyTripIds.has(offer.tripId));
    await this.writeClosings(tx, due, at);
    const made = await this.insert(tx, ready);
    // A driver with an offer has no suggestion: the stream says so before the offer.
    const ended = await this.repositions.endOpen(
      tx,
      made.map(({ driverId }) => driverId),
      { reason: 'offer', at },
    );
    this.outbox.append(tx, [...due.map(closedEvent), ...ended, ...made.map(createdEvent)], at);
    return made;
  }

  private async insert(tx: Transaction, offers: readonly OfferState[]): Promise<OfferState[]> {
    if (offers.length === 0) return [];
    const rows = await tx.query<{ id: string }>(INSERT_OFFERS, [JSON.stringify(offers)]);
    const ids = new Set(rows.map(({ id }) => id));
    tx.afterCommit(() => {
      this.metrics.offers.inc({ outcome: 'created' }, ids.size);
    });
    return offers.filter(({ id }) => ids.has(id));
  }

  /**
   * Closes offers of several trips and changes trips, with one append for all events, for the
   * matching engine. A trip of which another transaction holds the head of a stream is left out.
   */
  async closeAll(tx: Transaction, { sweeps, at }: CloseOffersOfTrips): Promise<void> {
    const streamsOf = ({ closings, trip }: SweptTrip) => [
      ...closings.map(({ offer }) => driverStream(offer)),
      ...(trip?.steps ?? []).flatMap((step) => step.streams),
    ];
    const held = await this.outbox.tryLockHeads(tx, sweeps.flatMap(streamsOf));
    const ready = sweeps.filter((swept) => !streamsOf(swept).some((stream) => held.has(stream)));
    const closings = ready.flatMap((swept) => swept.closings);
    await this.writeClosings(tx, closings, at);
    const trips = ready.flatMap(({ trip }) => (trip ? [trip] : []));
    await this.trips.saveAll(tx, trips, { at, alongside: closings.map(closedEvent) });
  }

  /** Closes offers and changes the trip, with one append for all events. */
  async close(tx: Transaction, { closings, trip, route, at }: CloseOffers): Promise<void> {
    await this.writeClosings(tx, closings, at);
    const events = closings.map(closedEvent);
    const options = route ? { at, alongside: events, route } : { at, alongside: events };
    if (trip) await this.trips.save(tx, trip, options);
    else this.outbox.append(tx, events, at);
  }

  private async writeClosings(
    tx: Transaction,
    closings: CloseOffers['closings'],
    at: Date,
  ): Promise<void> {
    if (closings.length === 0) return;
    const closed = closings.map(({ offer, closing }) => closeOffer(offer, closing, at));
    const rows = closed.map(({ id, status, reason, acknowledgedAt, closedAt }) => ({
      id,
      status,
      reason,
      acknowledgedAt,
      closedAt,
    }));
    await tx.query(CLOSE_OFFERS, [JSON.stringify(rows), rows.map(({ id }) => id)]);
    tx.afterCommit(() => {
      for (const { closing } of closings) this.metrics.offers.inc({ outcome: closing.status });
    });
  }
}

const driverStream = ({ driverId }: OfferState): StreamId => streamId('driver', driverId);

const about = (offer: OfferState) => ({
  subject: `trip/${offer.tripId}`,
  streams: [driverStream(offer)],
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

import { Injectable } from '@nestjs/common';
import { Any, In, LessThan, type FindOptionsWhere } from 'typeorm';
import { activeStatuses, statusesWithDriver, type TripListQuery } from '#contracts';
import { isUniqueViolation, type Transaction } from '#database';
import { Outbox, newEvent, type AnyNewEvent } from '#outbox';
import { DomainError } from '#platform';
import type { TripChange, TripStep } from '../domain/trip-change.js';
import type { TripState } from '../domain/trip-state.js';
import { toTripView } from '../domain/trip-view.js';
import { TripEntity } from './trip.entity.js';

export interface SaveOptions {
  /** The database's time. */
  at: Date;
  /** Events of the same transaction that aren't the trip's own (an offer's): one append a transaction. */
  alongside?: readonly AnyNewEvent[];
}

/** Trips in the database. The one place that writes them, always together with their events. */
@Injectable()
export class TripRepository {
  constructor(private readonly outbox: Outbox) {}

  find(tx: Transaction, id: string): Promise<TripEntity | null> {
    return tx.manager.findOneBy(TripEntity, { id });
  }

  /** Those that exist of them. */
  findAll(tx: Transaction, ids: readonly string[]): Promise<TripEntity[]> {
    return tx.manager.findBy(TripEntity, { id: Any(ids) });
  }

  /**
   * For a change. `FOR NO KEY UPDATE`, since a trip's id never changes; first in the lock
   * order trip, offer, driver, rider, stream heads.
   */
  lock(tx: Transaction, id: string): Promise<TripEntity | null> {
    return tx.manager.findOne(TripEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
  }

  /** For the engine, which never waits: null also while somebody else holds the lock. */
  tryLock(tx: Transaction, id: string): Promise<TripEntity | null> {
    return tx.manager.findOne(TripEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
    });
  }

  findActiveOfRider(tx: Transaction, riderId: string): Promise<TripEntity | null> {
    return tx.manager.findOneBy(TripEntity, { riderId, status: In([...activeStatuses]) });
  }

  findActiveOfDriver(tx: Transaction, driverId: string): Promise<TripEntity | null> {
    return tx.manager.findOneBy(TripEntity, { driverId, status: In([...statusesWithDriver]) });
  }

  /** One at most of each rider. */
  findActiveOfRiders(tx: Transaction, riderIds: readonly string[]): Promise<TripEntity[]> {
    return tx.manager.findBy(TripEntity, {
      riderId: Any(riderIds),
      status: In([...activeStatuses]),
    });
  }

  /** One at most of each driver. */
  findActiveOfDrivers(tx: Transaction, driverIds: readonly string[]): Promise<TripEntity[]> {
    return tx.manager.findBy(TripEntity, {
      driverId: Any(driverIds),
      status: In([...statusesWithDriver]),
    });
  }

  /** Trips that look for a driver and have no offer open, the oldest search first. */
  findAwaitingOffer(tx: Transaction): Promise<TripEntity[]> {
    return tx.manager
      .createQueryBuilder(TripEntity, 'trip')
      .where("trip.status = 'matching'")
      .andWhere(
        "NOT EXISTS (SELECT FROM offer o WHERE o.trip_id = trip.id AND o.status = 'pending')",
      )
      .orderBy({ 'trip.matchingSince': 'ASC', 'trip.id': 'ASC' })
      .getMany();
  }

  /** Somebody's own trips, newest first; ids are UUIDv7, so they sort by time. */
  list(
    tx: Transaction,
    owner: { riderId: string } | { driverId: string },
    query: TripListQuery,
  ): Promise<TripEntity[]> {
    const where: FindOptionsWhere<TripEntity> = {
      ...owner,
      ...(query.status && { status: query.status }),
      ...(query.cursor && { id: LessThan(query.cursor) }),
    };
    return tx.manager.find(TripEntity, { where, order: { id: 'DESC' }, take: query.limit + 1 });
  }

  /** @throws DomainError TRIP_ALREADY_ACTIVE: the index has the last word */
  async create(tx: Transaction, change: TripChange, { at }: SaveOptions): Promise<void> {
    try {
      await tx.manager.insert(TripEntity, { ...toRow(change.after), pinAttempts: 0 });
    } catch (error) {
      if (!isUniqueViolation(error, 'trip_one_active_per_rider')) throw error;
      throw tripAlreadyActive();
    }
    await this.outbox.append(tx, change.steps.map(toNewEvent), at);
  }

  /**
   * State and events, in the transaction that holds the trip's lock.
   * @throws DomainError DRIVER_BUSY when the driver has another active trip
   */
  async save(tx: Transaction, change: TripChange, options: SaveOptions): Promise<void> {
    const { id, ...row } = toRow(change.after);
    // The next driver gets five tries again.
    const reset = change.after.status === 'matching' ? { pinAttempts: 0 } : {};
    try {
      await tx.manager.update(TripEntity, { id }, { ...row, ...reset });
    } catch (error) {
      if (!isUniqueViolation(error, 'trip_one_active_per_driver')) throw error;
      throw new DomainError('DRIVER_BUSY', 'Finish the trip you have first.');
    }
    const events = [...change.steps.map(toNewEvent), ...(options.alongside ?? [])];
    await this.outbox.append(tx, events, options.at);
  }

  async countWrongPin(tx: Transaction, id: string): Promise<void> {
    await tx.manager.increment(TripEntity, { id }, 'pinAttempts', 1);
  }
}

export const tripAlreadyActive = (): DomainError =>
  new DomainError('TRIP_ALREADY_ACTIVE', 'Finish or cancel the trip you have.');

const toRow = (state: TripState): Omit<TripEntity, 'pinAttempts'> => ({
  ...state,
  driverId: state.driver?.id ?? null,
});

function toNewEvent({ event, after, streams }: TripStep): AnyNewEvent {
  const about = { subject: `trip/${after.id}`, streams };
  const trip = toTripView(after);
  switch (event.type) {
    case 'trip.requested':
    case 'trip.driver_assigned':
    case 'trip.driver_arrived':
    case 'trip.started':
    case 'trip.completed':
      return newEvent({ ...about, type: event.type, data: { trip } });
    case 'trip.redispatching':
      return newEvent({ ...about, type: event.type, data: { trip, reason: event.reason } });
    case 'trip.cancelled': {
      const { by, reason, fee } = event;
      return newEvent({ ...about, type: event.type, data: { trip, by, reason, fee } });
    }
    case 'trip.no_drivers_available': {
      const { reason, fee } = event;
      return newEvent({ ...about, type: event.type, data: { trip, by: 'system', reason, fee } });
    }
  }
}

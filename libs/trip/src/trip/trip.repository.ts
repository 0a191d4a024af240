import { Injectable } from '@nestjs/common';
import { Any, In, LessThan, type FindOptionsWhere } from 'typeorm';
import type { Principal } from '#access';
import { activeStatuses, statusesWithDriver, type TripListQuery } from '#contracts';
import { isUniqueViolation, type PreparedStatement, type Transaction } from '#database';
import { Outbox, newEvent, type AnyNewEvent } from '#outbox';
import { DomainError } from '#platform';
import type { TripChange, TripStep } from '../domain/trip-change.js';
import type { TripState } from '../domain/trip-state.js';
import { toTripView } from '../domain/trip-view.js';
import { RouteKeeper, type RouteExtension } from '../route/route-keeper.js';
import { LOCK_TRIP, LOCK_TRIP_OF, UPDATE_TRIPS } from './trip-sql.js';
import { TripEntity } from './trip.entity.js';

export interface SaveOptions {
  /** The database's time. */
  at: Date;
  /**
   * Events of the same transaction about another subject, such as an offer. They are appended
   * together with the trip's events, because a transaction appends once.
   */
  alongside?: readonly AnyNewEvent[];
  /** The driver's route with a shared trip that they get; it is written with the trip. */
  route?: RouteExtension;
}

/** The unique indexes that allow one trip a seat of a driver. */
const SEAT_INDEXES = [
  'trip_one_active_per_driver',
  'trip_driver_seat_2',
  'trip_driver_seat_3',
  'trip_driver_seat_4',
];

/** A trip whose row the transaction has locked. */
export interface LockedTrip {
  trip: TripEntity;
  /** The database's time when the lock was held. */
  at: Date;
}

const AWAITING_OFFER = `trip.status = 'matching'
  AND NOT EXISTS (SELECT FROM offer o WHERE o.trip_id = trip.id AND o.status = 'pending')`;
const ANY_AWAITING_OFFER = {
  name: 'any-awaiting-offer',
  text: `SELECT FROM trip WHERE ${AWAITING_OFFER} LIMIT 1`,
};

/** Trips in the database. Only this class writes them, always together with their events. */
@Injectable()
export class TripRepository {
  constructor(
    private readonly outbox: Outbox,
    private readonly routes: RouteKeeper,
  ) {}

  find(tx: Transaction, id: string): Promise<TripEntity | null> {
    return tx.manager.findOneBy(TripEntity, { id });
  }

  /** @returns the trips that exist, in any order */
  findAll(tx: Transaction, ids: readonly string[]): Promise<TripEntity[]> {
    return tx.manager.findBy(TripEntity, { id: Any(ids) });
  }

  /**
   * Locks a trip for a change. The trip's lock is the first in the lock order trip, offer,
   * driver, rider, stream heads. The mode is `FOR NO KEY UPDATE`, because the id never changes.
   */
  lock(tx: Transaction, id: string): Promise<LockedTrip | null> {
    return queryLocked(tx, LOCK_TRIP, [id]);
  }

  /**
   * Locks a trip for a change by one of its users, as `lock`. A caller who may not see the trip
   * gets no row and waits for no lock, so a stranger can't keep its rider and driver waiting.
   */
  lockVisible(
    tx: Transaction,
    id: string,
    { role, userId }: Principal,
  ): Promise<LockedTrip | null> {
    return role === 'ops' ? this.lock(tx, id) : queryLocked(tx, LOCK_TRIP_OF[role], [id, userId]);
  }

  /**
   * Locks a trip without waiting, for the matching engine.
   *
   * @returns null when the trip doesn't exist or another transaction holds the lock
   */
  tryLock(tx: Transaction, id: string): Promise<TripEntity | null> {
    return tx.manager.findOne(TripEntity, {
      where: { id },
      lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
    });
  }

  /**
   * Locks trips in the order of their ids and without waiting, for the matching engine.
   *
   * @returns the trips whose lock no other transaction holds
   */
  tryLockAll(tx: Transaction, ids: readonly string[]): Promise<TripEntity[]> {
    return tx.manager.find(TripEntity, {
      where: { id: Any(ids) },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update', onLocked: 'skip_locked' },
    });
  }

  findActiveOfRider(tx: Transaction, riderId: string): Promise<TripEntity | null> {
    return tx.manager.findOneBy(TripEntity, { riderId, status: In([...activeStatuses]) });
  }

  findActiveOfDriver(tx: Transaction, driverId: string): Promise<TripEntity | null> {
    return tx.manager.findOneBy(TripEntity, { driverId, status: In([...statusesWithDriver]) });
  }

  /** @returns at most one trip of each rider */
  findActiveOfRiders(tx: Transaction, riderIds: readonly string[]): Promise<TripEntity[]> {
    return tx.manager.findBy(TripEntity, {
      riderId: Any(riderIds),
      status: In([...activeStatuses]),
    });
  }

  /** @returns at most one trip of each driver, or several shared ones */
  findActiveOfDrivers(tx: Transaction, driverIds: readonly string[]): Promise<TripEntity[]> {
    return tx.manager.findBy(TripEntity, {
      driverId: Any(driverIds),
      status: In([...statusesWithDriver]),
    });
  }

  /** Whether there is a trip that `findAwaitingOffer` finds. */
  async isAnyAwaitingOffer(tx: Transaction): Promise<boolean> {
    const found = await tx.query(ANY_AWAITING_OFFER);
    return found.length > 0;
  }

  /** Trips that look for a driver and have no offer open, the oldest search first. */
  findAwaitingOffer(tx: Transaction): Promise<TripEntity[]> {
    return tx.manager
      .createQueryBuilder(TripEntity, 'trip')
      .where(AWAITING_OFFER)
      .orderBy({ 'trip.matchingSince': 'ASC', 'trip.id': 'ASC' })
      .getMany();
  }

  /**
   * Lists a user's own trips, newest first. The ids are UUIDv7, so their order is that of time.
   *
   * @returns one trip more than `query.limit` when there is a next page
   */
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

  /** @throws DomainError TRIP_ALREADY_ACTIVE when the unique index refuses a second active trip */
  async create(tx: Transaction, change: TripChange, { at }: SaveOptions): Promise<void> {
    try {
      await tx.manager.insert(TripEntity, { ...toRow(change.after), pinAttempts: 0 });
    } catch (error) {
      if (!isUniqueViolation(error, 'trip_one_active_per_rider')) throw error;
      throw tripAlreadyActive();
    }
    this.outbox.append(tx, change.steps.map(toNewEvent), at);
  }

  /**
   * Writes the new state and appends its events, both in the round trip of COMMIT unless the trip
   * gets a driver or is on a route. The transaction must hold the trip's lock, and doesn't read the
   * trip again.
   *
   * @throws DomainError DRIVER_BUSY when the driver has another active trip
   */
  async save(tx: Transaction, change: TripChange, options: SaveOptions): Promise<void> {
    const update = [UPDATE_TRIPS, parametersOf([change])] as const;
    // The unique index refuses a second active trip, so the answer must be known here.
    if (assignsDriver(change)) await this.assign(tx, update);
    else tx.sendWithCommit(...update);
    const { at, alongside = [], route } = options;
    const routed = route
      ? await this.routes.extend(tx, change, { ...route, at })
      : await this.routes.follow(tx, change);
    this.outbox.append(tx, [...change.steps.map(toNewEvent), ...alongside, ...routed], at);
  }

  private async assign(
    tx: Transaction,
    update: readonly [PreparedStatement, unknown[]],
  ): Promise<void> {
    try {
      await tx.query(...update);
    } catch (error) {
      if (!SEAT_INDEXES.some((name) => isUniqueViolation(error, name))) throw error;
      throw new DomainError('DRIVER_BUSY', 'Finish the trip you have first.');
    }
  }

  /**
   * Writes the new states of several trips and appends their events, as `save`, with two
   * statements for any number of trips. None of them may get a driver by it, because the unique
   * index on drivers would fail all of them.
   */
  async saveAll(
    tx: Transaction,
    changes: readonly TripChange[],
    { at, alongside = [] }: SaveOptions,
  ): Promise<void> {
    if (changes.length > 0) await tx.query(UPDATE_TRIPS, parametersOf(changes));
    const events = changes.flatMap(({ steps }) => steps.map(toNewEvent));
    this.outbox.append(tx, [...events, ...alongside], at);
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

const assignsDriver = ({ steps }: TripChange): boolean =>
  steps.some(({ event }) => event.type === 'trip.driver_assigned');

function parametersOf(changes: readonly TripChange[]): unknown[] {
  const rows = changes.map(({ after }) => toRow(after));
  return [JSON.stringify(rows), rows.map(({ id }) => id)];
}

async function queryLocked(
  tx: Transaction,
  statement: PreparedStatement,
  parameters: unknown[],
): Promise<LockedTrip | null> {
  const [row] = await tx.query<TripEntity & { lockedAt: Date }>(statement, parameters);
  if (!row) return null;
  const { lockedAt, ...trip } = row;
  return { trip, at: lockedAt };
}

function toNewEvent({ event, after, streams }: TripStep): AnyNewEvent {
  const envelope = { subject: `trip/${after.id}`, streams };
  const trip = toTripView(after);
  switch (event.type) {
    case 'trip.requested':
    case 'trip.driver_assigned':
    case 'trip.started':
    case 'trip.driver_silent':
    case 'trip.driver_back':
      return newEvent({ ...envelope, type: event.type, data: { trip } });
    case 'trip.driver_arrived': {
      const { override } = event;
      return newEvent({ ...envelope, type: event.type, data: { trip, override } });
    }
    case 'trip.completed': {
      const { reason, operator, override } = event;
      const data = { trip, reason, operator, override };
      return newEvent({ ...envelope, type: event.type, data });
    }
    case 'trip.redispatching': {
      const { reason, operator } = event;
      return newEvent({ ...envelope, type: event.type, data: { trip, reason, operator } });
    }
    case 'trip.cancelled': {
      const { by, reason, fee, operator } = event;
      return newEvent({ ...envelope, type: event.type, data: { trip, by, reason, fee, operator } });
    }
    case 'trip.no_drivers_available': {
      const { reason, fee } = event;
      return newEvent({ ...envelope, type: event.type, data: { trip, by: 'system', reason, fee } });
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { RatingRequest, Trip } from '#contracts';
import { Transactions, type Transaction } from '#database';
import { DomainError, Settings } from '#platform';
import { MAX_PIN_ATTEMPTS, decide } from '../domain/decide.js';
import { applyEvents } from '../domain/trip-change.js';
import type { TripCommand } from '../domain/trip-command.js';
import { stateOf, type TripEntity } from './trip.entity.js';
import { RatingRepository } from '../rating/rating.repository.js';
import { requireVisible } from './trip-access.js';
import { TripRepository } from './trip.repository.js';
import { tripViewFor } from './trip-view-for.js';

/** Makes the command, once the lock is held: `at` and the trip's row are known only then. */
type CommandMaker = (at: Date, trip: TripEntity) => TripCommand;

/** What its rider and its driver do with a trip that exists. */
@Injectable()
export class TripCommandService {
  constructor(
    private readonly transactions: Transactions,
    private readonly trips: TripRepository,
    private readonly ratings: RatingRepository,
    private readonly settings: Settings,
  ) {}

  /** By the rider: maybe with a fee. By the driver: the same trip looks for another one. */
  cancel(
    tx: Transaction,
    who: Principal,
    about: { tripId: string; reason: string },
  ): Promise<Trip> {
    const { reason } = about;
    const { matchingDeadlineSeconds } = this.settings.trip;
    const command: CommandMaker = (at) =>
      who.role === 'rider'
        ? { type: 'cancel_by_rider', at, reason }
        : { type: 'cancel_by_driver', at, reason, matchingDeadlineSeconds };
    return this.handle(tx, who, { tripId: about.tripId, command });
  }

  arrive(tx: Transaction, driver: Principal, tripId: string): Promise<Trip> {
    const command: CommandMaker = (at) => ({ type: 'arrive', at });
    return this.handle(tx, driver, { tripId, command });
  }

  start(tx: Transaction, driver: Principal, about: { tripId: string; pin: string }): Promise<Trip> {
    const { tripId, pin } = about;
    const command: CommandMaker = (at, { pinAttempts }) => ({
      ...{ type: 'start', at, pin, pinAttempts },
    });
    return this.handle(tx, driver, { tripId, command });
  }

  complete(tx: Transaction, driver: Principal, tripId: string): Promise<Trip> {
    const command: CommandMaker = (at) => ({ type: 'complete', at });
    return this.handle(tx, driver, { tripId, command });
  }

  reportNoShow(tx: Transaction, driver: Principal, tripId: string): Promise<Trip> {
    const { noShowSeconds } = this.settings.trip;
    const { noShowFeeCents } = this.settings.fares;
    const command: CommandMaker = (at, { fare }) => ({
      type: 'no_show',
      at,
      waitSeconds: noShowSeconds,
      fee: { amount: noShowFeeCents, currency: fare.currency },
    });
    return this.handle(tx, driver, { tripId, command });
  }

  /**
   * Counts a wrong PIN in a transaction of its own and refuses it, before the start is
   * tried: a failed start rolls back, and fifty guesses at once must not be one guess each.
   *
   * @throws DomainError PIN_INCORRECT with `attemptsLeft`
   */
  async checkPin(driver: Principal, about: { tripId: string; pin: string }): Promise<void> {
    const attemptsLeft = await this.transactions.run(async (tx) => {
      const trip = requireVisible(await this.trips.lock(tx, about.tripId), driver);
      const isGuess = trip.status === 'driver_arrived' && trip.pin !== about.pin;
      if (!isGuess || trip.pinAttempts >= MAX_PIN_ATTEMPTS) return null;
      await this.trips.countWrongPin(tx, trip.id);
      return MAX_PIN_ATTEMPTS - trip.pinAttempts - 1;
    });
    if (attemptsLeft === null) return;
    const detail = 'Ask the rider for the PIN on their screen.';
    throw new DomainError('PIN_INCORRECT', detail, { attemptsLeft });
  }

  /** @throws DomainError TRIP_TRANSITION_NOT_ALLOWED before the end, RATING_ALREADY_GIVEN */
  async rate(
    tx: Transaction,
    who: Principal,
    about: { tripId: string; rating: RatingRequest },
  ): Promise<Trip> {
    const trip = requireVisible(await this.trips.lock(tx, about.tripId), who);
    if (trip.status !== 'completed' || !trip.driver) {
      throw new DomainError(
        'TRIP_TRANSITION_NOT_ALLOWED',
        'A trip is rated when it is completed.',
        {
          currentStatus: trip.status,
        },
      );
    }
    const byRider = who.role === 'rider';
    await this.ratings.add(tx, {
      tripId: trip.id,
      rater: byRider ? 'rider' : 'driver',
      rateeId: byRider ? trip.driver.id : trip.riderId,
      stars: about.rating.stars,
      comment: about.rating.comment ?? null,
    });
    return tripViewFor(trip, who);
  }

  private async handle(
    tx: Transaction,
    who: Principal,
    { tripId, command }: { tripId: string; command: CommandMaker },
  ): Promise<Trip> {
    const trip = requireVisible(await this.trips.lock(tx, tripId), who);
    const at = await tx.now();
    const state = stateOf(trip);
    const change = applyEvents(state, decide(command(at, trip), state));
    await this.trips.save(tx, change, { at });
    return tripViewFor(change.after, who);
  }
}

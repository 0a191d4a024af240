import { Injectable } from '@nestjs/common';
import type { Principal } from '#access';
import type { Position, RatingRequest, RouteStop, StepOverride, Trip } from '#contracts';
import { Refusal, type Transaction } from '#database';
import { DomainError, Settings } from '#platform';
import { MAX_PIN_ATTEMPTS, decide } from '../domain/decide.js';
import { applyEvents } from '../domain/trip-change.js';
import type { TripCommand } from '../domain/trip-command.js';
import { stateOf, type TripEntity } from './trip.entity.js';
import { RatingRepository } from '../rating/rating.repository.js';
import { DriverRouteRepository } from '../route/driver-route.repository.js';
import { DriverSignals } from './driver-signals.js';
import { PickupCheck } from './pickup-check.js';
import { PickupWait } from './pickup-wait.js';
import { StepCheck } from './step-check.js';
import { maySee, tripNotFound } from './trip-access.js';
import { newPin } from './new-pin.js';
import { TripRepository, type LockedTrip } from './trip.repository.js';
import { tripViewFor } from './trip-view-for.js';

/** Builds the command after the trip is locked, when `at` and the trip's row are final. */
type CommandMaker = (at: Date, trip: TripEntity) => TripCommand | Promise<TripCommand>;

/** A command that needs the driver at the pickup. */
interface AtPickup {
  tripId: string;
  position: Position | undefined;
}

/** A step that belongs to the pickup or the drop-off. */
interface Step extends AtPickup {
  override: StepOverride | undefined;
}

/** Applies the commands of a trip's rider and driver to an existing trip. */
@Injectable()
export class TripCommandService {
  constructor(
    private readonly trips: TripRepository,
    private readonly ratings: RatingRepository,
    private readonly settings: Settings,
    private readonly signals: DriverSignals,
    private readonly step: StepCheck,
    private readonly pickup: PickupCheck,
    private readonly wait: PickupWait,
    private readonly routes: DriverRouteRepository,
  ) {}

  /**
   * A rider's cancel ends the trip, perhaps with a fee. After a driver's cancel the same trip
   * searches for another driver.
   */
  cancel(
    tx: Transaction,
    principal: Principal,
    { tripId, reason }: { tripId: string; reason: string },
  ): Promise<Trip> {
    const { matchingDeadlineSeconds } = this.settings.trip;
    const command: CommandMaker = async (at, { driver, pin }) => {
      if (principal.role !== 'rider') {
        return { type: 'cancel_by_driver', at, reason, matchingDeadlineSeconds, pin: newPin(pin) };
      }
      // The row may not say yet that the driver is silent: the engine looks once a second.
      const isDriverSilent = driver !== null && (await this.signals.isSilent(tx, driver.id));
      return { type: 'cancel_by_rider', at, reason, isDriverSilent };
    };
    return this.handle(tx, principal, { tripId, command });
  }

  /** Checks that the driver is at the pickup, unless they override it. */
  arrive(tx: Transaction, driver: Principal, { tripId, ...claim }: Step): Promise<Trip> {
    const command: CommandMaker = async (at, trip) => {
      const { pickup: target, assignedAt: since } = trip;
      const nextStop = await this.findNextStop(tx, trip);
      const place = await this.step.measure(tx, { driver, target, since, ...claim });
      return { type: 'arrive', at, place, nextStop };
    };
    return this.handle(tx, driver, { tripId, command });
  }

  /**
   * Checks the PIN, counts a wrong one and refuses it under one lock of the trip. A check in a
   * transaction before the start would miss guesses that overtake `arrive`.
   *
   * @returns PIN_INCORRECT with `attemptsLeft` as a `Refusal`, because the count must commit
   */
  async start(
    tx: Transaction,
    driver: Principal,
    { tripId, pin }: { tripId: string; pin: string },
  ): Promise<Trip | Refusal> {
    const locked = await this.lock(tx, driver, tripId);
    const { trip } = locked;
    const { pinAttempts } = trip;
    if (isWrongGuess(trip, pin)) {
      await this.trips.countWrongPin(tx, trip.id);
      return new Refusal(pinIncorrect({ attemptsLeft: MAX_PIN_ATTEMPTS - pinAttempts - 1 }));
    }
    const nextStop = await this.findNextStop(tx, trip);
    const command: CommandMaker = (at) => ({ type: 'start', at, pin, pinAttempts, nextStop });
    return this.apply(tx, driver, { locked, command });
  }

  /** Checks that the driver is at the drop-off, unless they override it. */
  complete(tx: Transaction, driver: Principal, { tripId, ...claim }: Step): Promise<Trip> {
    const command: CommandMaker = async (at, trip) => {
      const { dropoff: target, startedAt: since } = trip;
      const nextStop = await this.findNextStop(tx, trip);
      const place = await this.step.measure(tx, { driver, target, since, ...claim });
      return { type: 'complete', at, place, nextStop };
    };
    return this.handle(tx, driver, { tripId, command });
  }

  /**
   * Checks that the driver is at the pickup: a last location counts only while it is new, and
   * `position` only if the driver can have come there from it. The fee is due only if the driver
   * was heard for the whole wait.
   */
  reportNoShow(tx: Transaction, driver: Principal, { tripId, position }: AtPickup): Promise<Trip> {
    const { noShowSeconds } = this.settings.trip;
    const { noShowFeeCents } = this.settings.fares;
    const command: CommandMaker = async (at, trip) => {
      const { isDriverSilent, driverBackAt } = await this.wait.read(tx, trip);
      const claim = { trip, driver, position };
      return {
        type: 'no_show',
        at,
        waitSeconds: noShowSeconds,
        fee: { amount: noShowFeeCents, currency: trip.fare.currency },
        pickup: await this.pickup.measure(tx, claim),
        isDriverSilent,
        driverBackAt,
      };
    };
    return this.handle(tx, driver, { tripId, command });
  }

  /** @throws DomainError TRIP_TRANSITION_NOT_ALLOWED before the end, RATING_ALREADY_GIVEN */
  async rate(
    tx: Transaction,
    principal: Principal,
    { tripId, rating }: { tripId: string; rating: RatingRequest },
  ): Promise<Trip> {
    const { trip } = await this.lock(tx, principal, tripId);
    if (trip.status !== 'completed' || !trip.driver) {
      const detail = 'A trip is rated when it is completed.';
      const extension = { currentStatus: trip.status };
      throw new DomainError('TRIP_TRANSITION_NOT_ALLOWED', detail, extension);
    }
    const byRider = principal.role === 'rider';
    await this.ratings.add(tx, {
      tripId: trip.id,
      rater: byRider ? 'rider' : 'driver',
      rateeId: byRider ? trip.driver.id : trip.riderId,
      stars: rating.stars,
      comment: rating.comment ?? null,
    });
    return tripViewFor(trip, principal);
  }

  /** Locks the route of a shared trip's driver. @returns null for a trip that is on no route */
  private async findNextStop(
    tx: Transaction,
    { driver, seat }: TripEntity,
  ): Promise<RouteStop | null> {
    if (!driver || seat === null) return null;
    const { stops } = await this.routes.lock(tx, driver.id);
    return stops[0] ?? null;
  }

  private async handle(
    tx: Transaction,
    principal: Principal,
    { tripId, command }: { tripId: string; command: CommandMaker },
  ): Promise<Trip> {
    const locked = await this.lock(tx, principal, tripId);
    return this.apply(tx, principal, { locked, command });
  }

  /** @throws DomainError NOT_FOUND */
  private async lock(tx: Transaction, principal: Principal, tripId: string): Promise<LockedTrip> {
    const locked = await this.trips.lockVisible(tx, tripId, principal);
    if (locked && maySee(locked.trip, principal)) return locked;
    throw tripNotFound();
  }

  /** Applies a command to a trip that the transaction has locked. */
  private async apply(
    tx: Transaction,
    principal: Principal,
    { locked: { trip, at }, command }: { locked: LockedTrip; command: CommandMaker },
  ): Promise<Trip> {
    const state = stateOf(trip);
    const change = applyEvents(state, decide(await command(at, trip), state));
    await this.trips.save(tx, change, { at });
    return tripViewFor(change.after, principal);
  }
}

/** A wrong PIN at the pickup, while the driver has attempts left. Other starts end in `decide`. */
const isWrongGuess = (trip: TripEntity, pin: string): boolean =>
  trip.status === 'driver_arrived' && trip.pin !== pin && trip.pinAttempts < MAX_PIN_ATTEMPTS;

const pinIncorrect = (extension: { attemptsLeft: number }): DomainError =>
  new DomainError('PIN_INCORRECT', 'Ask the rider for the PIN on their screen.', extension);

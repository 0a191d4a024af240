import type { Offer, Position, Reposition, Trip, Vehicle } from '#contracts';
import type { FakeCity } from './fake-city.js';
import { rateTrip, type FakeTrip, type FakeUser } from './fake-trip.js';
import { FakeProblem } from './fake-problem.js';
import type { RepositionOptions } from './fake-repositions.js';

/** Where the people of a test begin, unless it says something else. */
const PICKUP: Position = { lat: 40.7549, lng: -73.984 };
const DROPOFF: Position = { lat: 40.7585, lng: -73.981 };

/** What a person of the fake needs of it. */
export interface PersonContext {
  city: FakeCity;
  user: FakeUser;
  /** The token of the person, to be the user of the app under test. */
  token: string;
  nowIso: () => string;
}

/** How a driver answers offers: by your command, or at once by itself. */
export type OfferAnswers = 'manual' | 'accept' | 'decline';

/** What a driver of the fake begins with. */
export interface FakeDriverOptions {
  /** Default `Grace`. */
  name?: string;
  /** Default: at the pickup of the fake's riders. */
  position?: Position;
  /** Default: a blue Toyota Prius. */
  vehicle?: Vehicle;
  /** Default true. */
  isOnline?: boolean;
  /** Default `manual`: the driver waits for `accept()` or `decline()`. */
  answers?: OfferAnswers;
}

abstract class FakePerson {
  /** The user's id. */
  readonly id: string;
  readonly name: string;
  /** A token of the user, with which the app under test can be this user. */
  readonly token: string;

  /** @internal Drivers and riders come from `addDriver` and `addRider`. */
  constructor(/** @internal */ protected readonly context: PersonContext) {
    const { user, token } = context;
    this.id = user.id;
    this.name = user.name;
    this.token = token;
  }

  /** The trip under way, with its PIN; null without one. */
  get trip(): Trip | null {
    return this.context.city.activeTripOf(this.context.user)?.view ?? null;
  }

  /** @internal */
  protected get current(): FakeTrip {
    const { city, user } = this.context;
    const trip = city.activeTripOf(user);
    if (!trip) throw new FakeProblem('NOT_FOUND', `${user.name} has no trip.`);
    return trip;
  }

  /** Cancels the trip. A driver's trip goes back to matching. */
  cancel(reason = 'Plans changed'): Trip {
    const { city, user } = this.context;
    return city.cancel(user, this.current, reason);
  }
}

/**
 * A driver whom the test controls. Each command acts at once, and throws a `FakeProblem` where the
 * server would refuse it.
 *
 * @example
 * ```ts
 * const driver = fake.addDriver();
 * await rider.requestTrip({ pickup, dropoff });
 * driver.accept();
 * driver.arrive();
 * driver.start();
 * driver.complete();
 * ```
 */
export class FakeDriver extends FakePerson {
  /** The offer that waits for an answer. */
  get offer(): Offer | null {
    return this.context.city.offers.pendingOfferOf(this.context.user)?.view ?? null;
  }

  accept(): Trip {
    return this.context.city.accept(this.context.user, this.#requireOffer().id);
  }

  decline(reason = 'Too far'): void {
    this.context.city.decline(this.context.user, this.#requireOffer().id, reason);
  }

  /** Moves to the pickup, and says so. */
  arrive(): Trip {
    const { current, context } = this;
    this.moveTo(current.pickup);
    return context.city.arrive(context.user, current);
  }

  /** @param pin default: the right one */
  start(pin = this.current.view.pin ?? ''): Trip {
    return this.context.city.start(this.current, pin);
  }

  /** Moves to the drop-off, and says so. */
  complete(): Trip {
    const { current, context } = this;
    this.moveTo(current.dropoff);
    return context.city.complete(context.user, current);
  }

  noShow(): Trip {
    return this.context.city.noShow(this.context.user, this.current);
  }

  /** Reports a location, which the rider of the trip sees. */
  moveTo(position: Position, headingDegrees: number | null = null): void {
    const { city, user, nowIso } = this.context;
    city.moveDriver(user, { position, headingDegrees, recordedAt: nowIso() });
  }

  goOnline(position?: Position): void {
    const { city, user } = this.context;
    if (position ?? !user.located) this.moveTo(position ?? PICKUP);
    city.setAvailability(user, 'online');
  }

  goOffline(): void {
    this.context.city.setAvailability(this.context.user, 'offline');
  }

  /** The suggestion that has not ended. */
  get reposition(): Reposition | null {
    return this.context.city.repositions.openOf(this.context.user.id);
  }

  /**
   * Suggests to the driver to go where riders are expected: `driver.reposition`. The fake never does
   * so by itself.
   *
   * @throws {FakeProblem} DRIVER_BUSY unless the driver is on duty without an offer and a trip
   */
  suggestReposition(options: RepositionOptions): Reposition {
    const { city, user } = this.context;
    const isFree = user.availability === 'online' && !this.offer && !city.activeTripOf(user);
    if (!isFree) throw new FakeProblem('DRIVER_BUSY', `${this.name} is not free.`);
    return city.repositions.suggest(user.id, options);
  }

  /** The phone of the driver of a trip sends nothing any more: `trip.driver_silent`. */
  fallSilent(): Trip {
    return this.context.city.setSilent(this.current, true);
  }

  /** The phone is back: `trip.driver_back`. */
  comeBack(): Trip {
    return this.context.city.setSilent(this.current, false);
  }

  #requireOffer(): Offer {
    const { offer } = this;
    if (offer) return offer;
    throw new FakeProblem('NOT_FOUND', `${this.name} has no offer.`);
  }
}

/**
 * A rider whom the test controls, for the tests of a driver's app.
 *
 * @example
 * ```ts
 * const rider = fake.addRider();
 * rider.requestTrip();
 * ```
 */
export class FakeRider extends FakePerson {
  /** @param ride default: two corners, 500 m apart */
  requestTrip(
    ride: { pickup: Position; dropoff: Position } = { pickup: PICKUP, dropoff: DROPOFF },
  ): Trip {
    return this.context.city.requestTrip(this.context.user, ride);
  }

  /**
   * Gives the driver of a completed trip a tip: `trip.tipped`.
   *
   * @param amount cents
   */
  tip(tripId: string, amount: number): void {
    const { city } = this.context;
    city.tip(city.tripOf(tripId), amount);
  }

  rate(tripId: string, stars: number): void {
    const { city, user } = this.context;
    rateTrip(city.users, { by: user, trip: city.tripOf(tripId), stars });
  }
}

/** Puts a driver on duty, with the answers that the test wants. */
export function newDriver(context: PersonContext, options: FakeDriverOptions): FakeDriver {
  const { user, city } = context;
  const { position = PICKUP, isOnline = true, answers = 'manual' } = options;
  user.vehicle = options.vehicle ?? { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' };
  const driver = new FakeDriver(context);
  driver.moveTo(position);
  if (answers !== 'manual') {
    city.offers.onOffered.set(user.id, () => {
      if (!driver.offer) return;
      if (answers === 'accept') driver.accept();
      else driver.decline();
    });
  }
  if (isOnline) driver.goOnline();
  return driver;
}

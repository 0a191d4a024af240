import type { Availability, DriverLocation, Position, Role, Trip, TripStatus } from '#contracts';
import type { FakeClock } from './fake-clock.js';
import type { FakeHistory } from './fake-history.js';
import { LIMITS } from './fake-limits.js';
import { FakeOffers, requireOpen, type FakeOffer } from './fake-offers.js';
import { FakeProblem, notFound } from './fake-problem.js';
import { FakeQuotes } from './fake-quotes.js';
import { FakeRepositions } from './fake-repositions.js';
import {
  NEW_TRIP,
  UNASSIGNED,
  newPin,
  requireAtPickup,
  requireAtPlace,
  requireStatus,
  notAllowed,
  placeSince,
  reviewed,
  tipTrip,
  withoutPin,
  type Change,
  type FakeTrip,
  type FakeUser,
  type Located,
  type Step,
  requireNotShared,
} from './fake-trip.js';
import { bound, newId } from './new-id.js';
import { endsOf, planOf, secondsBetween, usd, type Plan } from './ride-plan.js';

const MOST_USERS = 10_000;
const MOST_TRIPS = 1_000;
const ENDED: readonly TripStatus[] = ['completed', 'cancelled', 'no_drivers_available'];
const BEFORE_RIDE: readonly TripStatus[] = ['driver_assigned', 'driver_arrived'];

/** The users, trips and offers of the fake server, with the rules by which they change. */
export class FakeCity {
  readonly users = new Map<string, FakeUser>();
  readonly trips = new Map<string, FakeTrip>();
  readonly offers: FakeOffers;
  readonly quotes: FakeQuotes;
  readonly repositions: FakeRepositions;
  /** Called with the latest location of a trip's driver. */
  onLocation: (trip: FakeTrip, frame: DriverLocation) => void = () => undefined;
  /** Called when the links to a trip were revoked. */
  onUnshared: (tripId: string) => void = () => undefined;
  /** Called when a driver has lost the right to read a trip. */
  onDriverLost: (tripId: string, driverId: string) => void = () => undefined;

  constructor(
    private readonly clock: FakeClock,
    private readonly history: FakeHistory,
  ) {
    this.offers = new FakeOffers({ city: this, clock, history });
    this.quotes = new FakeQuotes(clock, this.offers);
    this.repositions = new FakeRepositions({ clock, history });
  }

  addUser(role: Role, name: string): FakeUser {
    const id = newId(this.clock.now());
    const none = { stars: [], vehicle: null, located: null };
    const user: FakeUser = { id, role, name, availability: 'offline', ...none };
    this.users.set(id, user);
    bound(this.users, MOST_USERS);
    return user;
  }

  requestTrip(
    rider: FakeUser,
    request: ({ quoteId: string } | Pick<Plan, 'pickup' | 'dropoff'>) & { shared?: boolean },
  ): Trip {
    if (this.activeTripOf(rider)) {
      throw new FakeProblem('TRIP_ALREADY_ACTIVE', 'Finish or cancel the trip you have.');
    }
    requireNotShared(request);
    const id = newId(this.clock.now());
    const plan =
      'quoteId' in request
        ? this.quotes.redeem(rider, { quoteId: request.quoteId, tripId: id })
        : planOf(request.pickup, request.dropoff);
    const view: Trip = {
      ...NEW_TRIP,
      id,
      riderId: rider.id,
      rider: reviewed(rider),
      ...endsOf(plan),
      fare: plan.fare,
      pin: newPin(),
      cancelFee: usd(LIMITS.cancelFee),
      requestedAt: this.clock.iso(),
      matchingDeadline: this.clock.iso(LIMITS.matching * 1000),
    };
    const trip: FakeTrip = {
      ...plan,
      view,
      searchingSince: view.requestedAt,
      wrongPins: 0,
      tip: null,
      excluded: new Set(),
      ratedBy: new Set(),
      shares: new Set(),
      revokedShares: new Set(),
      cancelDeadline: () => undefined,
    };
    this.trips.set(id, trip);
    bound(this.trips, MOST_TRIPS);
    this.#emit(trip, { type: 'trip.requested' });
    this.#search(trip);
    return trip.view;
  }

  setAvailability(driver: FakeUser, status: Availability): void {
    if (driver.availability !== status) {
      driver.availability = status;
      if (status === 'offline') this.repositions.end(driver.id, 'driver_offline');
      const event = { type: `driver.${status}`, subject: `driver/${driver.id}` };
      this.history.append({ ...event, data: { reason: 'requested' } }, [`driver/${driver.id}`]);
    }
    if (status === 'online') this.offers.matchAll();
    else this.offers.close(({ driverId }) => driverId === driver.id, 'revoked', 'driver_offline');
  }

  moveDriver(driver: FakeUser, location: Omit<Located, 'receivedAt'>): void {
    driver.located = { ...location, receivedAt: this.clock.now() };
    const trip = this.activeTripOf(driver);
    const frame = trip && this.locationOf(trip);
    if (trip && frame) this.onLocation(trip, frame);
  }

  /** The last known location of the trip's driver, as frames and snapshots carry it. */
  locationOf({ view }: FakeTrip): DriverLocation | null {
    const { id, driver, status, pickup, dropoff } = view;
    const located = driver && this.users.get(driver.id)?.located;
    if (!located || ENDED.includes(status)) return null;
    const { receivedAt, ...location } = located;
    const end = status === 'driver_assigned' ? pickup : dropoff;
    const etaSeconds = secondsBetween(location.position, end);
    const ageSeconds = (this.clock.now() - receivedAt) / 1000;
    return { tripId: id, ...location, etaSeconds, ageSeconds };
  }

  accept(driver: FakeUser, offerId: string): Trip {
    const offer = this.offers.find(driver, offerId);
    const trip = this.tripOf(offer.view.tripId);
    if (offer.status === 'accepted') {
      if (trip.view.driver?.id === driver.id) return trip.view;
      throw notAllowed(trip, 'You had this trip and gave it back.');
    }
    requireOpen(offer, trip);
    const { id, name, vehicle } = driver;
    const assigned = { ...reviewed(driver), id, name, vehicle };
    trip.cancelDeadline();
    this.#change(trip, {
      type: 'trip.driver_assigned',
      changes: {
        status: 'driver_assigned',
        driver: assigned,
        pickupEtaSeconds: offer.view.pickupEtaSeconds,
        assignedAt: this.clock.iso(),
        freeCancelUntil: this.clock.iso(LIMITS.freeCancel * 1000),
      },
    });
    this.offers.close((other) => other === offer, 'accepted', 'accepted');
    this.offers.close(({ view }) => view.tripId === trip.view.id, 'revoked', 'trip_assigned');
    return trip.view;
  }

  decline(driver: FakeUser, offerId: string, reason: string): FakeOffer {
    const offer = this.offers.find(driver, offerId);
    if (offer.status === 'declined') return offer;
    if (offer.status === 'accepted') {
      throw new FakeProblem('OFFER_ALREADY_ACCEPTED', 'Cancel the trip to give it back.');
    }
    const trip = this.tripOf(offer.view.tripId);
    requireOpen(offer, trip);
    this.offers.close((other) => other === offer, 'declined', reason);
    this.#search(trip);
    return offer;
  }

  arrive(driver: FakeUser, trip: FakeTrip, { position, override }: Step = {}): Trip {
    requireStatus(trip, ['driver_assigned']);
    const { pickup, assignedAt } = trip.view;
    if (!override)
      requireAtPlace(pickup, position ?? placeSince(driver, assignedAt, this.clock.now()));
    const changes = { status: 'driver_arrived', arrivedAt: this.clock.iso() } as const;
    return this.#change(trip, { type: 'trip.driver_arrived', changes });
  }

  start(trip: FakeTrip, pin: string): Trip {
    requireStatus(trip, ['driver_arrived']);
    if (trip.wrongPins >= LIMITS.pins) {
      const detail = 'Cancel the trip, so that another driver gets it.';
      throw new FakeProblem('PIN_ATTEMPTS_EXHAUSTED', detail);
    }
    if (pin !== trip.view.pin) {
      trip.wrongPins += 1;
      const detail = 'Ask the rider for the PIN on their screen.';
      const attemptsLeft = LIMITS.pins - trip.wrongPins;
      throw new FakeProblem('PIN_INCORRECT', detail, { attemptsLeft });
    }
    return this.#change(trip, {
      type: 'trip.started',
      changes: { status: 'in_progress', startedAt: this.clock.iso() },
    });
  }

  complete(driver: FakeUser, trip: FakeTrip, { position, override }: Step = {}): Trip {
    requireStatus(trip, ['in_progress']);
    const { dropoff, startedAt } = trip.view;
    if (!override)
      requireAtPlace(dropoff, position ?? placeSince(driver, startedAt, this.clock.now()));
    const endedAt = this.clock.iso();
    this.#change(trip, { type: 'trip.completed', changes: { status: 'completed', endedAt } });
    this.offers.matchAll();
    return trip.view;
  }

  noShow(driver: FakeUser, trip: FakeTrip, position?: Position): Trip {
    requireStatus(trip, ['driver_arrived']);
    const until = Date.parse(trip.view.arrivedAt ?? '') + LIMITS.noShow * 1000;
    if (this.clock.now() < until) {
      const waitUntil = new Date(until).toISOString();
      throw new FakeProblem('NO_SHOW_TOO_EARLY', `Wait until ${waitUntil}.`, { waitUntil });
    }
    requireAtPickup(trip, position ?? driver.located?.position ?? null);
    return this.#end(trip, { by: 'no_show', reason: 'The rider did not come.', fee: usd(500) });
  }

  cancel(user: FakeUser, trip: FakeTrip, reason: string): Trip {
    if (user.role === 'driver') return this.#redispatch(trip, reason);
    requireStatus(trip, ['matching', ...BEFORE_RIDE]);
    const { freeCancelUntil, cancelFee, driverSilentSince } = trip.view;
    const isFree = !freeCancelUntil || this.clock.iso() <= freeCancelUntil || driverSilentSince;
    return this.#end(trip, { by: 'rider', reason, fee: isFree ? usd(0) : cancelFee });
  }

  /** Gives the driver of a completed trip a tip, once. @throws FakeProblem */
  tip(trip: FakeTrip, amount: number): void {
    const tipped = tipTrip(trip, amount);
    if (tipped) this.history.append(tipped.event, tipped.streams);
  }

  /** The driver has sent nothing for a while, or is heard again. */
  setSilent(trip: FakeTrip, isSilent: boolean): Trip {
    const driverSilentSince = isSilent ? this.clock.iso() : null;
    const driverLostAt = isSilent ? this.clock.iso(120_000) : null;
    const type = isSilent ? 'trip.driver_silent' : 'trip.driver_back';
    return this.#change(trip, { type, changes: { driverSilentSince, driverLostAt } });
  }

  /** Revokes all links to the trip. */
  unshare(trip: FakeTrip): void {
    for (const token of trip.shares) trip.revokedShares.add(token);
    trip.shares.clear();
    this.onUnshared(trip.view.id);
  }

  /** The trip under way of a rider or a driver. */
  activeTripOf({ id }: FakeUser): FakeTrip | undefined {
    return [...this.trips.values()].find(
      ({ view }) => !ENDED.includes(view.status) && (view.riderId === id || view.driver?.id === id),
    );
  }

  /** @throws FakeProblem NOT_FOUND */
  tripOf(id: string): FakeTrip {
    const trip = this.trips.get(id);
    if (!trip) throw notFound();
    return trip;
  }

  hasEnded = ({ view }: FakeTrip): boolean => ENDED.includes(view.status);

  #redispatch(trip: FakeTrip, reason: string): Trip {
    requireStatus(trip, BEFORE_RIDE);
    const { driver } = trip.view;
    if (driver) trip.excluded.add(driver.id);
    trip.wrongPins = 0;
    trip.searchingSince = this.clock.iso();
    const matchingDeadline = this.clock.iso(LIMITS.matching * 1000);
    const changes = { ...UNASSIGNED, pin: newPin(), matchingDeadline };
    this.#change(trip, { type: 'trip.redispatching', changes, data: { reason }, loser: driver });
    if (driver) this.onDriverLost(trip.view.id, driver.id);
    this.#search(trip);
    return trip.view;
  }

  #end(trip: FakeTrip, cancellation: NonNullable<Trip['cancellation']>): Trip {
    trip.cancelDeadline();
    const changes = { status: 'cancelled', endedAt: this.clock.iso(), cancellation } as const;
    this.#change(trip, { type: 'trip.cancelled', changes, data: cancellation });
    this.offers.close(({ view }) => view.tripId === trip.view.id, 'revoked', 'trip_cancelled');
    this.offers.matchAll();
    return trip.view;
  }

  #giveUp(trip: FakeTrip): void {
    if (trip.view.status !== 'matching') return;
    const data = { by: 'system', reason: 'Nobody took the ride in time.', fee: usd(0) };
    const changes = { status: 'no_drivers_available', endedAt: this.clock.iso() } as const;
    this.#change(trip, { type: 'trip.no_drivers_available', changes, data });
    this.offers.close(
      ({ view }) => view.tripId === trip.view.id,
      'revoked',
      'no_drivers_available',
    );
  }

  /** Every change but a silence ends the silence of the driver, and all but one the search. */
  #change(trip: FakeTrip, { type, changes, ...rest }: Change): Trip {
    const over = { driverSilentSince: null, driverLostAt: null, matchingDeadline: null };
    trip.view = { ...trip.view, ...over, ...changes, version: trip.view.version + 1 };
    this.#emit(trip, { type, ...rest });
    return trip.view;
  }

  #emit({ view }: FakeTrip, { type, data, loser }: Omit<Change, 'changes'>): void {
    const { id, riderId } = view;
    const driver = loser ?? view.driver;
    const streams = [`rider/${riderId}`, `trip/${id}`, ...(driver ? [`driver/${driver.id}`] : [])];
    const event = { type, subject: `trip/${id}`, data: { trip: withoutPin(view), ...data } };
    this.history.append(event, streams);
  }

  /** Starts the search for a driver anew, if it has no deadline yet, and offers the trip. */
  #search(trip: FakeTrip): void {
    trip.cancelDeadline();
    trip.cancelDeadline = this.clock.schedule(LIMITS.matching * 1000, () => {
      this.#giveUp(trip);
    });
    this.offers.matchAll();
  }
}

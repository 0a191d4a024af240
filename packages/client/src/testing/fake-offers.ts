import type { Offer, OfferStatus, TripSearch } from '#contracts';
import type { FakeTrip, FakeUser, Located } from './fake-trip.js';
import type { FakeClock } from './fake-clock.js';
import type { FakeHistory } from './fake-history.js';
import { FakeProblem, notFound } from './fake-problem.js';
import type { FakeRepositions } from './fake-repositions.js';
import { bound, newId } from './new-id.js';
import { metersBetween } from './meters-between.js';
import { secondsBetween } from './ride-plan.js';

export interface FakeOffer {
  view: Offer;
  driverId: string;
  status: OfferStatus;
  reason: string;
  cancelExpiry: () => void;
  /** In milliseconds; null while it is pending. */
  closedAt: number | null;
}

const OFFER_MS = 15_000;
/** A driver who missed an offer is asked again for that trip after this time, three times in all. */
const RETRY_MS = 30_000;
const MAX_MISSED = 3;
const MOST_OFFERS = 1_000;

/** What offers need of the city. */
interface City {
  users: ReadonlyMap<string, FakeUser>;
  trips: ReadonlyMap<string, FakeTrip>;
  activeTripOf: (user: FakeUser) => FakeTrip | undefined;
  repositions: FakeRepositions;
}

type IdleDriver = FakeUser & { located: Located };

/** The offers of the fake server, and the matching of trips to drivers, at once. */
export class FakeOffers {
  /** Called with each trip that searches for a driver, when something has changed. */
  onSearch: (trip: FakeTrip, search: TripSearch) => void = () => undefined;
  /** Called with a new offer to the driver of this id, for drivers who answer by themselves. */
  readonly onOffered = new Map<string, () => void>();
  readonly #offers = new Map<string, FakeOffer>();

  constructor(private readonly context: { city: City; clock: FakeClock; history: FakeHistory }) {}

  pendingOfferOf({ id }: FakeUser): FakeOffer | undefined {
    return [...this.#offers.values()].find((o) => o.driverId === id && o.status === 'pending');
  }

  /** Offers each trip that has no offer to the nearest driver who is free. */
  matchAll(): void {
    for (const trip of this.context.city.trips.values()) {
      const { id, status, pickup } = trip.view;
      const isOffered = [...this.#offers.values()].some(
        (offer) => offer.view.tripId === id && offer.status === 'pending',
      );
      if (status !== 'matching' || isOffered) continue;
      const [nearest] = this.idleDrivers()
        .filter((driver) => !trip.excluded.has(driver.id))
        .filter((driver) => this.#askableAt(id, driver.id) <= this.context.clock.now())
        .sort(
          (a, b) =>
            metersBetween(a.located.position, pickup) - metersBetween(b.located.position, pickup),
        );
      if (nearest) this.#offer(trip, nearest);
    }
    for (const trip of this.context.city.trips.values()) {
      if (trip.view.status === 'matching') this.onSearch(trip, this.#searchOf(trip));
    }
  }

  /** When the driver may get an offer for the trip, in milliseconds; Infinity: never again. */
  #askableAt(tripId: string, driverId: string): number {
    const offers = [...this.#offers.values()].filter(
      (offer) => offer.view.tripId === tripId && offer.driverId === driverId,
    );
    if (offers.some(({ status }) => status === 'declined')) return Infinity;
    const missed = offers.filter(({ status }) => status === 'expired');
    if (missed.length === 0) return 0;
    if (missed.length >= MAX_MISSED) return Infinity;
    return Math.max(...missed.map(({ closedAt }) => closedAt ?? 0)) + RETRY_MS;
  }

  #retryAt(tripId: string, driverIds: ReadonlySet<string>): string | null {
    const now = this.context.clock.now();
    const times = [...driverIds].map((driverId) => this.#askableAt(tripId, driverId));
    const next = Math.min(...times.filter((time) => time > now));
    return Number.isFinite(next) ? new Date(next).toISOString() : null;
  }

  #searchOf({ view: { id, matchingDeadline }, searchingSince }: FakeTrip): TripSearch {
    const offers = [...this.#offers.values()].filter(({ view }) => view.tripId === id);
    const inSearch = offers.filter(({ view }) => view.createdAt >= searchingSince);
    const asked = new Set(offers.map(({ driverId }) => driverId));
    return {
      tripId: id,
      searchingSince,
      deadline: matchingDeadline ?? searchingSince,
      driversAsked: new Set(inSearch.map(({ driverId }) => driverId)).size,
      driversAsking: inSearch.filter(({ status }) => status === 'pending').length,
      driversNear: this.idleDrivers().length,
      retryAt: this.#retryAt(id, asked),
    };
  }

  idleDrivers(): IdleDriver[] {
    return [...this.context.city.users.values()].filter(
      (user): user is IdleDriver =>
        user.availability === 'online' &&
        user.located !== null &&
        !this.context.city.activeTripOf(user) &&
        !this.pendingOfferOf(user),
    );
  }

  #offer(trip: FakeTrip, driver: IdleDriver): void {
    const { pickup, dropoff, pickupName, dropoffName, fare, rider } = trip.view;
    const id = newId(this.context.clock.now());
    const pickupDistanceMeters = Math.round(metersBetween(driver.located.position, pickup));
    const view: Offer = {
      id,
      tripId: trip.view.id,
      pickup,
      dropoff,
      pickupName,
      dropoffName,
      pickupDistanceMeters,
      fare,
      rider,
      pickupEtaSeconds: secondsBetween(driver.located.position, pickup),
      tripDistanceMeters: trip.distanceMeters,
      createdAt: this.context.clock.iso(),
      expiresAt: this.context.clock.iso(OFFER_MS),
      shared: false,
      route: null,
    };
    const cancelExpiry = this.context.clock.schedule(OFFER_MS, () => {
      this.close((other) => other === offer, 'expired', 'not_answered');
      this.matchAll();
      this.context.clock.schedule(RETRY_MS, () => {
        this.matchAll();
      });
    });
    const offer: FakeOffer = {
      view,
      driverId: driver.id,
      status: 'pending',
      reason: '',
      cancelExpiry,
      closedAt: null,
    };
    this.#offers.set(id, offer);
    bound(this.#offers, MOST_OFFERS);
    this.context.city.repositions.end(driver.id, 'offer');
    const data = { offer: view, serverTime: this.context.clock.iso() };
    this.context.history.append({ type: 'offer.created', subject: `trip/${view.tripId}`, data }, [
      `driver/${driver.id}`,
    ]);
    // After the command that led to the offer, so that its answer is the trip that was requested.
    queueMicrotask(() => this.onOffered.get(driver.id)?.());
  }

  close(
    isClosed: (offer: FakeOffer) => boolean,
    status: Exclude<OfferStatus, 'pending'>,
    reason: string,
  ): void {
    for (const offer of this.#offers.values()) {
      if (offer.status !== 'pending' || !isClosed(offer)) continue;
      Object.assign(offer, { status, reason, closedAt: this.context.clock.now() });
      offer.cancelExpiry();
      const { id: offerId, tripId } = offer.view;
      const event = { type: `offer.${status}`, subject: `trip/${tripId}` };
      this.context.history.append({ ...event, data: { offerId, tripId, reason } }, [
        `driver/${offer.driverId}`,
      ]);
    }
  }

  /** @throws FakeProblem NOT_FOUND */
  find(driver: FakeUser, offerId: string): FakeOffer {
    const offer = this.#offers.get(offerId);
    if (offer?.driverId !== driver.id) throw notFound();
    return offer;
  }
}

/** @throws FakeProblem as the server does for an offer that can't be answered any more */
export function requireOpen({ status }: FakeOffer, trip: FakeTrip): void {
  if (status === 'expired') throw new FakeProblem('OFFER_EXPIRED', 'It was not answered in time.');
  if (status === 'declined') throw new FakeProblem('OFFER_DECLINED', 'You have declined it.');
  if (status === 'revoked') {
    throw new FakeProblem('OFFER_REVOKED', 'It was withdrawn before you answered.');
  }
  if (trip.view.status !== 'matching') {
    throw new FakeProblem('TRIP_ALREADY_ASSIGNED', 'Another driver was faster.');
  }
}

import type { Offer, OfferStatus, TripSearch } from '#contracts';
import type { FakeTrip, FakeUser, Located } from './fake-trip.js';
import type { FakeClock } from './fake-clock.js';
import type { FakeHistory } from './fake-history.js';
import { FakeProblem, notFound } from './fake-problem.js';
import { bound, newId } from './new-id.js';
import { metersBetween } from './meters-between.js';
import { secondsBetween } from './ride-plan.js';

export interface FakeOffer {
  view: Offer;
  driverId: string;
  status: OfferStatus;
  reason: string;
  cancelExpiry: () => void;
}

const OFFER_MS = 15_000;
const MOST_OFFERS = 1_000;

/** What offers need of the city. */
interface City {
  users: ReadonlyMap<string, FakeUser>;
  trips: ReadonlyMap<string, FakeTrip>;
  activeTripOf: (user: FakeUser) => FakeTrip | undefined;
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

  #searchOf({ view: { id, requestedAt, matchingDeadline } }: FakeTrip): TripSearch {
    const offers = [...this.#offers.values()].filter(({ view }) => view.tripId === id);
    return {
      tripId: id,
      searchingSince: requestedAt,
      deadline: matchingDeadline ?? requestedAt,
      driversAsked: new Set(offers.map(({ driverId }) => driverId)).size,
      driversAsking: offers.filter(({ status }) => status === 'pending').length,
      driversNear: this.idleDrivers().length,
      retryAt: null,
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
    };
    const cancelExpiry = this.context.clock.schedule(OFFER_MS, () => {
      this.close((other) => other === offer, 'expired', 'not_answered');
      this.matchAll();
    });
    const offer: FakeOffer = {
      view,
      driverId: driver.id,
      status: 'pending',
      reason: '',
      cancelExpiry,
    };
    // A driver who does not take the trip is not asked again, as with the server.
    trip.excluded.add(driver.id);
    this.#offers.set(id, offer);
    bound(this.#offers, MOST_OFFERS);
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
      Object.assign(offer, { status, reason });
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

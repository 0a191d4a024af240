import type { Availability, Position, Role, Trip, TripStatus, Vehicle } from '#contracts';
import { FakeProblem, notFound } from './fake-problem.js';
import { metersBetween } from './meters-between.js';
import { type Plan } from './ride-plan.js';

/** The last reading of a driver's location. */
export interface Located {
  position: Position;
  headingDegrees: number | null;
  recordedAt: string;
  /** When the fake got it, in milliseconds. */
  receivedAt: number;
}

/** A user of the fake server. The fields after `name` matter for drivers only. */
export interface FakeUser {
  id: string;
  role: Role;
  name: string;
  stars: number[];
  availability: Availability;
  vehicle: Vehicle | null;
  located: Located | null;
}

/** A trip with what its views leave out. */
export interface FakeTrip extends Plan {
  view: Trip;
  /** The beginning of the present search, ISO 8601. */
  searchingSince: string;
  /** Drivers who gave the trip back. */
  excluded: Set<string>;
  wrongPins: number;
  /** What the rider gave on top of the fare; null without a tip. */
  tip: number | null;
  ratedBy: Set<Role>;
  shares: Set<string>;
  /** Links that were taken back, or replaced by newer ones. */
  revokedShares: Set<string>;
  cancelDeadline: () => void;
}

/** One change of a trip, with what its event has besides the trip. */
export interface Change {
  type: string;
  changes: Partial<Trip>;
  data?: object;
  /** The driver who loses the trip, and reads that. */
  loser?: Trip['driver'];
}

export const notAllowed = ({ view }: FakeTrip, detail: string): FakeProblem =>
  new FakeProblem('TRIP_TRANSITION_NOT_ALLOWED', detail, { currentStatus: view.status });

export const newPin = (): string => String(Math.floor(1000 + Math.random() * 9000));

export function withoutPin({ pin: _pin, ...view }: Trip): Trip {
  return view;
}

/** A person with the average of the stars they got. */
export function reviewed({ name, stars }: FakeUser): { name: string; rating: number | null } {
  const sum = stars.reduce((total, each) => total + each, 0);
  return { name, rating: stars.length === 0 ? null : Math.round((sum / stars.length) * 10) / 10 };
}

/** @throws FakeProblem TRIP_TRANSITION_NOT_ALLOWED with the present status */
export function requireStatus(trip: FakeTrip, allowed: readonly TripStatus[]): void {
  const { status } = trip.view;
  if (allowed.includes(status)) return;
  throw notAllowed(trip, `It is ${status}; that is possible when it is ${allowed.join(' or ')}.`);
}

/** Metres around the pickup within which a driver must be. */
const PICKUP_METERS = 500;

/** @throws FakeProblem DRIVER_NOT_AT_PICKUP */
export function requireAtPickup({ pickup }: FakeTrip, place: Position | null): void {
  const distanceMeters = place && Math.round(metersBetween(place, pickup));
  if (distanceMeters !== null && distanceMeters <= PICKUP_METERS) return;
  const detail = `Be within ${PICKUP_METERS} m of the pickup.`;
  throw new FakeProblem('DRIVER_NOT_AT_PICKUP', detail, {
    distanceMeters,
    maxMeters: PICKUP_METERS,
  });
}

/** Where a driver takes a step, and why that may be elsewhere. */
export interface Step {
  position?: Position;
  override?: { reason: string };
}

/** Where a driver has been since a time, if they reported it within 15 seconds. */
export function placeSince(
  { located }: FakeUser,
  since: string | null,
  now: number,
): Position | null {
  if (!located || !since || located.receivedAt < now - 15_000) return null;
  return located.receivedAt >= Date.parse(since) ? located.position : null;
}

/** Metres around the place of a step within which a driver must be. */
const GEOFENCE_METERS = 300;

/** @throws FakeProblem DRIVER_TOO_FAR */
export function requireAtPlace(target: Position, place: Position | null): void {
  const distanceMeters = place && Math.round(metersBetween(place, target));
  if (distanceMeters === null || distanceMeters <= GEOFENCE_METERS) return;
  const detail = `Be within ${GEOFENCE_METERS} m, or give a reason.`;
  const extension = { distanceMeters, limitMeters: GEOFENCE_METERS };
  throw new FakeProblem('DRIVER_TOO_FAR', detail, extension);
}

/**
 * Takes a tip for the driver, once.
 *
 * @returns the event and its streams; null when the tip was given before
 * @throws FakeProblem
 */
export function tipTrip(trip: FakeTrip, amount: number) {
  const { id, status, driver, fare } = trip.view;
  if (status !== 'completed' || !driver) throw notAllowed(trip, 'It is not completed.');
  if (trip.tip === amount) return null;
  if (trip.tip !== null) throw new FakeProblem('TIP_ALREADY_GIVEN', 'A tip is given once.');
  const maxAmount = 2 * fare.amount;
  if (amount > maxAmount) {
    throw new FakeProblem('TIP_TOO_HIGH', 'A tip is at most twice the fare.', { maxAmount });
  }
  trip.tip = amount;
  const data = { tripId: id, tip: { amount, currency: fare.currency } };
  const event = { type: 'trip.tipped', subject: `trip/${id}`, data };
  return { event, streams: [`trip/${id}`, `driver/${driver.id}`] };
}

/** Rates the other side of a trip, once. @throws FakeProblem */
export function rateTrip(
  users: ReadonlyMap<string, FakeUser>,
  rating: { by: FakeUser; trip: FakeTrip; stars: number },
): void {
  const { by, trip, stars } = rating;
  const { status, driver, riderId } = trip.view;
  if (status !== 'completed' || !driver) throw notAllowed(trip, 'It is not completed.');
  if (trip.ratedBy.has(by.role)) throw new FakeProblem('RATING_ALREADY_GIVEN', 'It is rated once.');
  trip.ratedBy.add(by.role);
  users.get(by.role === 'rider' ? driver.id : riderId)?.stars.push(stars);
}

/** The links that a trip may have; a new one replaces the oldest. */
const MOST_SHARES = 10;

export function shareTrip({ shares, revokedShares }: FakeTrip, token: string): void {
  shares.add(token);
  const [oldest] = shares;
  if (shares.size <= MOST_SHARES || oldest === undefined) return;
  shares.delete(oldest);
  revokedShares.add(oldest);
}

/** The trip of a share link. @throws FakeProblem SHARE_LINK_REVOKED, NOT_FOUND */
export function sharedTripOf(trips: Iterable<FakeTrip>, token: string): FakeTrip {
  for (const trip of trips) {
    if (trip.shares.has(token)) return trip;
    if (trip.revokedShares.has(token)) {
      throw new FakeProblem('SHARE_LINK_REVOKED', 'The rider has taken this link back.');
    }
  }
  throw notFound();
}

/** A trip that looks for a driver. */
export const UNASSIGNED = {
  status: 'matching',
  driver: null,
  pickupEtaSeconds: null,
  freeCancelUntil: null,
  assignedAt: null,
  arrivedAt: null,
} as const;

/** A trip that was just requested. */
export const NEW_TRIP = {
  ...UNASSIGNED,
  version: 1,
  startedAt: null,
  endedAt: null,
  cancellation: null,
  driverSilentSince: null,
  driverLostAt: null,
  shared: false,
} as const;

/**
 * The fake is as a server whose operator has not switched shared trips on.
 *
 * @throws FakeProblem SHARING_NOT_OFFERED
 */
export function requireNotShared({ shared }: { shared?: boolean }): void {
  if (shared) throw new FakeProblem('SHARING_NOT_OFFERED', 'Ask for the ride without `shared`.');
}

import type {
  DriverLocation,
  ResetReason,
  Snapshot,
  Trip,
  TripDriver,
  TripPool,
  TripSearch,
} from '#contracts';
import type { StreamEphemeral, StreamEvent } from '../connect/stream-message.js';

/** What a rider's stream, and the answers to commands, have said so far. */
export interface RiderState {
  /** A snapshot has arrived: from now on `trip: null` means that there is none. */
  isKnown: boolean;
  /** The trip under way, or the one that ended last until it is dismissed; null without one. */
  trip: Trip | null;
  /** The latest location of the trip's driver; null before the first, and without a driver. */
  driverLocation: DriverLocation | null;
  /** How the search for a driver goes; null before the first word of it, and without a search. */
  search: TripSearch | null;
  /** The others in the car of a shared trip; null while there is none, and without a driver. */
  pool: TripPool | null;
  /** A driver gave the trip back, and it looks for another one. */
  isRedispatched: boolean;
  /** The driver who lost the trip, and the reason of the event; null unless `isRedispatched`. */
  redispatch: { driver: TripDriver | null; reason: string } | null;
}

/** A snapshot as a message. `mode` is `reset` when it replaces a history that was lost. */
export interface SnapshotMessage<D> {
  type: 'stream.snapshot';
  data: D;
  mode?: 'fresh' | 'reset';
  reason?: ResetReason;
}

/** The messages that change a `RiderState`: the messages of the stream, and two of the client. */
export type RiderMessage =
  | SnapshotMessage<Snapshot<'rider'>>
  | StreamEvent<'rider'>
  | StreamEphemeral<'rider'>
  /** The answer to a command, or to a request for the trip. */
  | { type: 'answer'; trip: Trip }
  /** The rider has seen how the trip ended. */
  | { type: 'dismissed' };

/**
 * The state before the first message.
 *
 * @example
 * ```ts
 * let state = initialRider;
 * ```
 */
export const initialRider: RiderState = Object.freeze({
  isKnown: false,
  trip: null,
  driverLocation: null,
  search: null,
  pool: null,
  isRedispatched: false,
  redispatch: null,
});

const ENDED: ReadonlySet<string> = new Set(['completed', 'cancelled', 'no_drivers_available']);
const WITH_DRIVER: ReadonlySet<string> = new Set([
  'driver_assigned',
  'driver_arrived',
  'in_progress',
]);

/**
 * Whether a trip has ended, so that its status will never change.
 *
 * @example
 * ```ts
 * if (!hasEnded(trip)) showCancelButton();
 * ```
 */
export const hasEnded = (trip: Pick<Trip, 'status'>): boolean => ENDED.has(trip.status);

/** Whether a driver is bound to the trip, whose location the streams carry. */
const hasDriver = (trip: Pick<Trip, 'status'>): boolean => WITH_DRIVER.has(trip.status);

/**
 * The next state of a rider. It is pure, and returns the same object when nothing changed. Answers
 * and events may arrive in any order: the higher version of a trip wins. Unknown messages change
 * nothing.
 *
 * @example
 * ```ts
 * let state = initialRider;
 * for await (const message of connect({ baseUrl, stream: 'rider', token })) {
 *   state = reduceRider(state, message);
 * }
 * ```
 */
export function reduceRider(state: RiderState, message: RiderMessage): RiderState {
  if (message.type === 'stream.snapshot') return withSnapshot(state, message);
  if (message.type === 'driver.location') return withLocation(state, message.data);
  if (message.type === 'trip.search') return withSearch(state, message.data);
  if (message.type === 'answer') return withTrip(state, message.trip);
  if (message.type === 'dismissed') return { ...initialRider, isKnown: state.isKnown };
  return withEvent(state, message);
}

/** Replaces the whole state except a trip that has ended and is still on the screen. */
function withSnapshot(
  state: RiderState,
  { data, mode }: SnapshotMessage<Snapshot<'rider'>>,
): RiderState {
  const { trip } = data;
  const known = state.trip;
  if (!trip) {
    return { ...initialRider, trip: known && hasEnded(known) ? known : null, isKnown: true };
  }
  // The answer to a command may be newer than a snapshot, but not than one of another history.
  const isOlder = known?.id === trip.id && known.version > trip.version && mode !== 'reset';
  const shown = isOlder ? known : trip;
  const knownLocation = mode === 'reset' ? null : state.driverLocation;
  const driverLocation = latestLocation(shown, knownLocation, data.driverLocation);
  const { pool = null } = data;
  if (isOlder) return { ...state, driverLocation, isKnown: true };
  const { search } = state;
  return { ...withTrip({ ...initialRider, driverLocation, search, pool }, trip), isKnown: true };
}

function withEvent(state: RiderState, event: StreamEvent<'rider'>): RiderState {
  const { type, data } = event;
  // A server may have newer events, whose data this version does not know.
  const { trip } = data as { trip?: Trip };
  if (!trip) return state;
  const next = withTrip(state, trip);
  if (next === state) return state;
  if (type === 'trip.pool_changed') return { ...next, pool: poolFor(trip, data.pool) };
  if (type !== 'trip.redispatching') return { ...next, isRedispatched: false, redispatch: null };
  const driver = state.trip?.id === trip.id ? state.trip.driver : null;
  return { ...next, isRedispatched: true, redispatch: { driver, reason: data.reason } };
}

function withTrip(state: RiderState, trip: Trip): RiderState {
  const known = state.trip;
  if (known && known.id !== trip.id && known.requestedAt > trip.requestedAt) return state;
  const isSame = known?.id === trip.id;
  if (isSame && known.version > trip.version) return state;
  // No event contains the PIN, so the known one stays until the driver for whom it was leaves.
  const keepsPin = isSame && (!known.driver || known.driver.id === trip.driver?.id);
  const pin = trip.pin ?? (keepsPin ? known.pin : undefined);
  return {
    ...state,
    trip: pin === undefined ? trip : { ...trip, pin },
    driverLocation: locationFor(trip, state.driverLocation),
    search: searchFor(trip, state.search),
    pool: isSame || !known ? poolFor(trip, state.pool) : null,
  };
}

function withSearch(state: RiderState, search: TripSearch): RiderState {
  return state.trip && searchFor(state.trip, search) ? { ...state, search } : state;
}

/** The search for a trip's driver, as long as it goes on. */
export const searchFor = (
  trip: Pick<Trip, 'id' | 'status'>,
  search: TripSearch | null,
): TripSearch | null => (search?.tripId === trip.id && trip.status === 'matching' ? search : null);

/** The others in the car, as long as there are others and the trip has a driver. */
export const poolFor = (trip: Pick<Trip, 'status'>, pool: TripPool | null): TripPool | null =>
  pool !== null && pool.others > 0 && hasDriver(trip) ? pool : null;

/** The location of a trip's driver, as long as there is one. */
const locationFor = (
  trip: Pick<Trip, 'id' | 'status'>,
  location: DriverLocation | null,
): DriverLocation | null => (location?.tripId === trip.id && hasDriver(trip) ? location : null);

function withLocation(state: RiderState, location: DriverLocation): RiderState {
  const { trip, driverLocation } = state;
  if (!trip || !isNewLocation(trip, location, driverLocation)) return state;
  return { ...state, driverLocation: location };
}

/**
 * The location of a trip's driver after a snapshot. A frame may have brought a newer one before, and
 * a server of an earlier version sends none.
 */
export function latestLocation(
  trip: Pick<Trip, 'id' | 'status'>,
  known: DriverLocation | null,
  received: DriverLocation | null | undefined,
): DriverLocation | null {
  const current = locationFor(trip, known);
  return received && isNewLocation(trip, received, current) ? received : current;
}

/** A much older location is no late one: the clock of the driver's phone was set back. */
const MOST_LATE_MS = 60_000;

/** Whether a location is one of this trip's driver, and not older than the known one. */
export function isNewLocation(
  trip: Pick<Trip, 'id' | 'status'>,
  location: DriverLocation,
  known: DriverLocation | null,
): boolean {
  if (locationFor(trip, location) === null) return false;
  const lateMs = known ? Date.parse(known.recordedAt) - Date.parse(location.recordedAt) : 0;
  return !(lateMs > 0 && lateMs < MOST_LATE_MS);
}

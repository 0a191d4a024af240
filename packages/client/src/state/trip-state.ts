import type { DriverLocation, SharedTrip, Snapshot, Trip, TripPool, TripSearch } from '#contracts';
import type { StreamEphemeral, StreamEvent, StreamSnapshot } from '../connect/stream-message.js';
import {
  isNewLocation,
  latestLocation,
  poolFor,
  searchFor,
  type SnapshotMessage,
} from './rider-state.js';

/** What the stream of one trip has said so far. `T` is `SharedTrip` for a share link's viewers. */
export interface TripState<T extends Trip | SharedTrip = Trip> {
  /** Null before the first snapshot. */
  trip: T | null;
  /** The latest location of the trip's driver; null before the first, and without a driver. */
  driverLocation: DriverLocation | null;
  /** How the search for a driver goes; null before the first word of it, and without a search. */
  search: TripSearch | null;
  /**
   * The others in the car of a shared trip; null while there is none, without a driver, and for the
   * viewers of a share link.
   */
  pool: TripPool | null;
}

/** The messages that change a `TripState`: the messages of the trip's stream. */
export type TripMessage =
  | SnapshotMessage<StreamSnapshot<'trip'> | StreamSnapshot<'shared'>>
  | StreamEvent<'trip'>
  | StreamEvent<'shared'>
  | StreamEphemeral<'trip'>;

/**
 * The state before the first message.
 *
 * @example
 * ```ts
 * let state = initialTrip;
 * ```
 */
export const initialTrip: TripState<never> = Object.freeze({
  trip: null,
  driverLocation: null,
  search: null,
  pool: null,
});

/**
 * The next state of one trip. It is pure, and the higher version of the trip wins. Unknown messages
 * change nothing.
 *
 * @example
 * ```ts
 * let state: TripState<SharedTrip> = initialTrip;
 * for await (const message of connect({ baseUrl, stream: { trip, share } })) {
 *   state = reduceTrip(state, message);
 * }
 * ```
 */
export function reduceTrip<T extends Trip | SharedTrip>(
  state: TripState<T>,
  message: TripMessage,
): TripState<T> {
  if (message.type === 'driver.location') {
    const { trip, driverLocation } = state;
    if (!trip || !isNewLocation(trip, message.data, driverLocation)) return state;
    return { ...state, driverLocation: message.data };
  }
  if (message.type === 'trip.search') {
    const isShown = state.trip !== null && searchFor(state.trip, message.data) !== null;
    return isShown ? { ...state, search: message.data } : state;
  }
  const { trip, driverLocation, pool } = message.data as Partial<
    Pick<Snapshot<'trip'>, 'driverLocation' | 'pool'>
  > & { trip?: T };
  if (!trip) return state;
  const isSnapshot = message.type === 'stream.snapshot';
  if (!isSnapshot && state.trip && state.trip.version > trip.version) return state;
  const known = isSnapshot && message.mode === 'reset' ? null : state.driverLocation;
  return {
    trip,
    driverLocation: latestLocation(trip, known, driverLocation),
    search: searchFor(trip, state.search),
    // Of the events only one has it; a snapshot of an earlier server has none.
    pool: poolFor(trip, pool ?? (isSnapshot ? null : state.pool)),
  };
}

import type { AnyCloudEvent, EphemeralData, Trip } from '#contracts';

export type CarReading = EphemeralData<'driver.location'>;

/** What the rider's stream and the answers to commands have said about the ride so far. */
export interface RideState {
  /** The ride under way, or the one that has just ended; null without one. */
  trip: Trip | null;
  /** The latest location of the car; null without one. */
  car: CarReading | null;
  /** A driver gave this ride back, and the matching of another driver is under way. */
  isRedispatched: boolean;
  /** A snapshot has arrived: from now on `trip: null` means that there is none. */
  isKnown: boolean;
}

export type RideMessage =
  | { type: 'snapshot'; trip: Trip | null }
  | { type: 'event'; event: AnyCloudEvent }
  | { type: 'reading'; reading: CarReading }
  /** The answer to a command, or to a request for one trip. */
  | { type: 'answer'; trip: Trip }
  /** The rider has seen how the ride ended. */
  | { type: 'dismissed' };

export const newRide: RideState = {
  trip: null,
  car: null,
  isRedispatched: false,
  isKnown: false,
};

const ENDED: ReadonlySet<Trip['status']> = new Set([
  'completed',
  'cancelled',
  'no_drivers_available',
]);
const WITH_CAR: ReadonlySet<Trip['status']> = new Set([
  'driver_assigned',
  'driver_arrived',
  'in_progress',
]);

export const hasEnded = (trip: Pick<Trip, 'status'>): boolean => ENDED.has(trip.status);

/** The next state. Answers and events arrive in any order: the higher version of a trip wins. */
export function evolveRide(state: RideState, message: RideMessage): RideState {
  switch (message.type) {
    case 'snapshot':
      return withSnapshot(state, message.trip);
    case 'event':
      return withEvent(state, message.event);
    case 'reading':
      return withReading(state, message.reading);
    case 'answer':
      return withTrip(state, message.trip);
    case 'dismissed':
      return { ...newRide, isKnown: state.isKnown };
  }
}

/** Replaces the whole state except a ride that has ended and is still on the screen. */
function withSnapshot(state: RideState, trip: Trip | null): RideState {
  if (trip) return { ...withTrip({ ...newRide, car: state.car }, trip), isKnown: true };
  const shown = state.trip && hasEnded(state.trip) ? state.trip : null;
  return { ...newRide, trip: shown, isKnown: true };
}

function withEvent(state: RideState, event: AnyCloudEvent): RideState {
  const { data } = event;
  if (!('trip' in data)) return state;
  const next = withTrip(state, data.trip);
  if (next === state) return state;
  return { ...next, isRedispatched: event.type === 'trip.redispatching' };
}

function withTrip(state: RideState, trip: Trip): RideState {
  const known = state.trip;
  if (known && known.id !== trip.id && known.requestedAt > trip.requestedAt) return state;
  const isSame = known?.id === trip.id;
  if (isSame && known.version > trip.version) return state;
  // No event contains the PIN, so the known one stays until the driver for whom it was leaves.
  const keepsPin = isSame && (!known.driver || known.driver.id === trip.driver?.id);
  const pin = trip.pin ?? (keepsPin ? known.pin : undefined);
  const car = isSame || state.car?.tripId === trip.id ? state.car : null;
  return {
    ...state,
    trip: pin === undefined ? trip : { ...trip, pin },
    car: WITH_CAR.has(trip.status) ? car : null,
  };
}

function withReading(state: RideState, reading: CarReading): RideState {
  const { trip, car } = state;
  if (trip?.id !== reading.tripId || !WITH_CAR.has(trip.status)) return state;
  if (car && isLate(reading, car)) return state;
  return { ...state, car: reading };
}

/** A much older reading is no late one: the clock of the driver's phone was set back. */
const MOST_LATE_MS = 60_000;

function isLate(reading: CarReading, car: CarReading): boolean {
  const lateMs = Date.parse(car.recordedAt) - Date.parse(reading.recordedAt);
  return lateMs > 0 && lateMs < MOST_LATE_MS;
}

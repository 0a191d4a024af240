import type { Money, TripStatus } from '#contracts';
import { DomainError } from '#platform';
import type { TripCommand } from './trip-command.js';
import type { TripEvent } from './trip-event.js';
import type { TripState } from './trip-state.js';

/** Wrong PINs that a driver may type. After the last one the driver can't start the trip. */
export const MAX_PIN_ATTEMPTS = 5;

/** The statuses in which each command is allowed. */
const ALLOWED: Record<TripCommand['type'], readonly TripStatus[]> = {
  assign: ['matching'],
  arrive: ['driver_assigned'],
  start: ['driver_arrived'],
  complete: ['in_progress'],
  cancel_by_rider: ['matching', 'driver_assigned', 'driver_arrived'],
  cancel_by_driver: ['driver_assigned', 'driver_arrived'],
  no_show: ['driver_arrived'],
  give_up: ['matching'],
};

/**
 * Decides a command against the state of the trip.
 *
 * @returns the events that follow from the command; the function changes no state
 * @throws DomainError TRIP_TRANSITION_NOT_ALLOWED with `currentStatus`, PIN_INCORRECT,
 *   PIN_ATTEMPTS_EXHAUSTED, NO_SHOW_TOO_EARLY
 */
export function decide(command: TripCommand, state: TripState): TripEvent[] {
  requireStatus(command, state);
  const { at } = command;
  switch (command.type) {
    case 'assign':
      return [assignedEvent(command)];
    case 'arrive':
      return [{ type: 'trip.driver_arrived', at }];
    case 'start':
      requirePin(command, state);
      return [{ type: 'trip.started', at }];
    case 'complete':
      return [{ type: 'trip.completed', at }];
    case 'cancel_by_rider':
      return [cancelledByRiderEvent(command, state)];
    case 'cancel_by_driver':
      return [redispatchingEvent(command)];
    case 'no_show':
      return [noShowEvent(command, state)];
    case 'give_up':
      return [noDriversEvent(command, state)];
  }
}

/** @returns the time a number of seconds after `at` */
export const addSeconds = (at: Date, seconds: number): Date =>
  new Date(at.getTime() + seconds * 1000);

function assignedEvent(command: TripCommand & { type: 'assign' }): TripEvent {
  const { at, driver, pickupEtaSeconds, freeCancelSeconds } = command;
  const freeCancelUntil = addSeconds(at, freeCancelSeconds);
  return { type: 'trip.driver_assigned', at, driver, pickupEtaSeconds, freeCancelUntil };
}

function cancelledByRiderEvent(
  { at, reason }: TripCommand & { type: 'cancel_by_rider' },
  state: TripState,
): TripEvent {
  return { type: 'trip.cancelled', at, by: 'rider', reason, fee: cancelFee(state, at) };
}

function redispatchingEvent(command: TripCommand & { type: 'cancel_by_driver' }): TripEvent {
  const { at, reason, matchingDeadlineSeconds, pin } = command;
  const matchingDeadline = addSeconds(at, matchingDeadlineSeconds);
  return { type: 'trip.redispatching', at, reason, matchingDeadline, pin };
}

function noShowEvent(command: TripCommand & { type: 'no_show' }, state: TripState): TripEvent {
  requireWaitOver(command, state);
  const { at, fee } = command;
  return { type: 'trip.cancelled', at, by: 'no_show', reason: 'The rider did not come.', fee };
}

function noDriversEvent({ at }: TripCommand, state: TripState): TripEvent {
  const reason = 'Nobody took the ride in time.';
  return { type: 'trip.no_drivers_available', at, reason, fee: zeroFee(state) };
}

/**
 * A cancel is free before a driver is assigned and until `freeCancelUntil`, that moment
 * included. After that it costs the `cancelFee` of the trip.
 */
function cancelFee(state: TripState, at: Date): Money {
  const isFree = state.freeCancelUntil === null || at <= state.freeCancelUntil;
  return isFree ? zeroFee(state) : state.cancelFee;
}

const zeroFee = ({ fare }: TripState): Money => ({ amount: 0, currency: fare.currency });

function requireStatus(command: TripCommand, state: TripState): void {
  if (ALLOWED[command.type].includes(state.status)) return;
  throw new DomainError(
    'TRIP_TRANSITION_NOT_ALLOWED',
    `The trip is ${state.status}; that is possible only when it is ${ALLOWED[command.type].join(' or ')}.`,
    { currentStatus: state.status },
  );
}

function requirePin(command: TripCommand & { type: 'start' }, state: TripState): void {
  if (command.pinAttempts >= MAX_PIN_ATTEMPTS) {
    throw new DomainError(
      'PIN_ATTEMPTS_EXHAUSTED',
      'Cancel the trip, so that another driver gets it.',
    );
  }
  if (command.pin === state.pin) return;
  throw new DomainError('PIN_INCORRECT', 'Ask the rider for the PIN on their screen.');
}

function requireWaitOver(command: TripCommand & { type: 'no_show' }, state: TripState): void {
  const until = addSeconds(state.arrivedAt ?? command.at, command.waitSeconds);
  if (command.at >= until) return;
  throw new DomainError('NO_SHOW_TOO_EARLY', `Wait for the rider until ${until.toISOString()}.`, {
    waitUntil: until.toISOString(),
  });
}

import {
  LOST_DRIVER_REASON,
  activeStatuses,
  statusesWithDriver,
  type Money,
  type Operator,
  type TripStatus,
} from '#contracts';
import { DomainError } from '#platform';
import type {
  OperatorCommand,
  RedispatchTerms,
  PickupDistance,
  RouteOrder,
  StepPlace,
  TripCommand,
} from './trip-command.js';
import type { StepOverrideRecord, TripEvent } from './trip-event.js';
import type { TripState } from './trip-state.js';

/** Wrong PINs that a driver may type. After the last one the driver can't start the trip. */
export const MAX_PIN_ATTEMPTS = 5;

const BEFORE_RIDE: readonly TripStatus[] = ['driver_assigned', 'driver_arrived'];

/** The statuses in which each command is allowed. */
const ALLOWED: Record<TripCommand['type'], readonly TripStatus[]> = {
  assign: ['matching'],
  arrive: ['driver_assigned'],
  start: ['driver_arrived'],
  complete: ['in_progress'],
  cancel_by_rider: ['matching', 'driver_assigned', 'driver_arrived'],
  cancel_by_driver: BEFORE_RIDE,
  no_show: ['driver_arrived'],
  give_up: ['matching'],
  cancel_for_gone_rider: ['matching'],
  report_silence: statusesWithDriver,
  report_return: statusesWithDriver,
  replace_lost_driver: BEFORE_RIDE,
  cancel_by_operator: activeStatuses,
  complete_by_operator: ['in_progress'],
  redispatch_by_operator: BEFORE_RIDE,
};

/**
 * Decides a command against the state of the trip.
 *
 * @returns the events that follow from the command; the function changes no state
 * @throws DomainError TRIP_TRANSITION_NOT_ALLOWED with `currentStatus`, PIN_INCORRECT,
 *   PIN_ATTEMPTS_EXHAUSTED, NO_SHOW_TOO_EARLY,
 *   DRIVER_NOT_AT_PICKUP with `distanceMeters` and `maxMeters`,
 *   DRIVER_TOO_FAR with `distanceMeters` and `limitMeters`, STOP_OUT_OF_ORDER with `nextStop`
 */
export function decide(command: TripCommand, state: TripState): TripEvent[] {
  requireStatus(command, state);
  const { at } = command;
  switch (command.type) {
    case 'assign':
      return [assignedEvent(command)];
    case 'arrive':
      requireNextStop(command, state);
      return [{ type: 'trip.driver_arrived', at, ...requireAtPlace(command.place, 'pickup') }];
    case 'start':
      requireNextStop(command, state);
      requirePin(command, state);
      return [{ type: 'trip.started', at }];
    case 'complete':
      requireNextStop(command, state);
      return [{ type: 'trip.completed', at, ...requireAtPlace(command.place, 'drop-off') }];
    case 'cancel_by_rider':
      return [cancelledByRiderEvent(command, state)];
    case 'cancel_by_driver':
    case 'redispatch_by_operator':
      return [redispatchingEvent(command, command)];
    case 'replace_lost_driver':
      return [redispatchingEvent(command, { reason: LOST_DRIVER_REASON })];
    case 'no_show':
      return [noShowEvent(command, state)];
    case 'give_up':
      return [noDriversEvent(command, state)];
    case 'cancel_for_gone_rider':
      return [riderGoneEvent(command, state)];
    case 'report_silence':
      return silenceEvents(command, state);
    case 'report_return':
      return state.driverSilentSince ? [{ type: 'trip.driver_back', at }] : [];
    case 'cancel_by_operator':
    case 'complete_by_operator':
      return [endedByOperatorEvent(command, state)];
  }
}

/** @returns the time a number of seconds after `at` */
export const addSeconds = (at: Date, seconds: number): Date =>
  new Date(at.getTime() + seconds * 1000);

function assignedEvent(command: TripCommand & { type: 'assign' }): TripEvent {
  const { at, driver, pickupEtaSeconds, freeCancelSeconds, seat = null } = command;
  const freeCancelUntil = addSeconds(at, freeCancelSeconds);
  return { type: 'trip.driver_assigned', at, driver, pickupEtaSeconds, freeCancelUntil, seat };
}

function cancelledByRiderEvent(
  command: TripCommand & { type: 'cancel_by_rider' },
  state: TripState,
): TripEvent {
  const { at, reason } = command;
  return { type: 'trip.cancelled', at, by: 'rider', reason, fee: cancelFee(command, state) };
}

function redispatchingEvent(
  { at, matchingDeadlineSeconds, pin }: { at: Date } & RedispatchTerms,
  { reason, operator }: { reason: string; operator?: Operator },
): TripEvent {
  const matchingDeadline = addSeconds(at, matchingDeadlineSeconds);
  const event = { type: 'trip.redispatching', at, reason, matchingDeadline, pin } as const;
  return operator ? { ...event, operator } : event;
}

/** An operator's cancel is free for the rider; a completed trip costs its fare, as always. */
function endedByOperatorEvent(
  { type, at, reason, operator }: OperatorCommand,
  state: TripState,
): TripEvent {
  if (type === 'complete_by_operator') return { type: 'trip.completed', at, reason, operator };
  return { type: 'trip.cancelled', at, by: 'ops', reason, fee: zeroFee(state), operator };
}

function silenceEvents(
  { at, since, lostAt }: TripCommand & { type: 'report_silence' },
  state: TripState,
): TripEvent[] {
  return state.driverSilentSince ? [] : [{ type: 'trip.driver_silent', at, since, lostAt }];
}

function noShowEvent(command: TripCommand & { type: 'no_show' }, state: TripState): TripEvent {
  requireWaitOver(command, state);
  requireAtPickup(command);
  const fee = hasAttended(command, state) ? command.fee : zeroFee(state);
  const reason = 'The rider did not come.';
  return { type: 'trip.cancelled', at: command.at, by: 'no_show', reason, fee };
}

/**
 * Whether the driver has been heard for the whole waiting time. A driver who was silent has not
 * shown that they waited, so the waiting time for the fee begins again when the silence ends.
 */
function hasAttended(
  { at, waitSeconds, isDriverSilent, driverBackAt }: TripCommand & { type: 'no_show' },
  { driverSilentSince }: TripState,
): boolean {
  if (isDriverSilent || driverSilentSince) return false;
  return driverBackAt === null || at >= addSeconds(driverBackAt, waitSeconds);
}

function noDriversEvent({ at }: TripCommand, state: TripState): TripEvent {
  const reason = 'Nobody took the ride in time.';
  return { type: 'trip.no_drivers_available', at, reason, fee: zeroFee(state) };
}

function riderGoneEvent({ at }: TripCommand, state: TripState): TripEvent {
  const reason = "The rider's app was away.";
  return { type: 'trip.cancelled', at, by: 'rider_gone', reason, fee: zeroFee(state) };
}

/**
 * A cancel is free before a driver is assigned, until `freeCancelUntil`, that moment included, and
 * while the driver is silent: a rider never pays for a driver who may not come. Otherwise it costs
 * the `cancelFee` of the trip.
 */
function cancelFee(
  { at, isDriverSilent }: TripCommand & { type: 'cancel_by_rider' },
  state: TripState,
): Money {
  const isInTime = state.freeCancelUntil === null || at <= state.freeCancelUntil;
  const isSilent = isDriverSilent || state.driverSilentSince !== null;
  return isInTime || isSilent ? zeroFee(state) : state.cancelFee;
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

/** The riders of shared trips are promised times that depend on the order of the stops. */
function requireNextStop(
  { type, nextStop }: { type: 'arrive' | 'start' | 'complete' } & RouteOrder,
  { id }: TripState,
): void {
  const kind = type === 'complete' ? 'dropoff' : 'pickup';
  if (!nextStop || (nextStop.tripId === id && nextStop.kind === kind)) return;
  const place = nextStop.kind === 'pickup' ? 'pickup' : 'drop-off';
  const detail = `Make the stops in their order: the ${place} of trip ${nextStop.tripId} is next.`;
  const { tripId } = nextStop;
  throw new DomainError('STOP_OUT_OF_ORDER', detail, {
    nextStop: { tripId, kind: nextStop.kind },
  });
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

/**
 * Requires that the driver is at the place of a step, or overrides it. A driver whose location is
 * not known may take the step: the table of locations is empty after a crash of Postgres, and some
 * clients report none.
 *
 * @returns the override that the event records, if there is one
 */
function requireAtPlace(
  { meters, limitMeters, overrideReason: reason }: StepPlace,
  name: string,
): { override?: StepOverrideRecord } {
  if (limitMeters === 0 || (meters !== null && meters <= limitMeters)) return {};
  const distanceMeters = meters === null ? null : Math.round(meters);
  if (reason !== null) return { override: { reason, distanceMeters } };
  if (distanceMeters === null) return {};
  const detail = `You are ${distanceMeters} m from the ${name}. Be within ${limitMeters} m, or give a reason.`;
  throw new DomainError('DRIVER_TOO_FAR', detail, { distanceMeters, limitMeters });
}

/** A driver who is elsewhere has not waited, so the fee of a no-show depends on it. */
function requireAtPickup({ pickup: { meters, maxMeters } }: { pickup: PickupDistance }): void {
  if (maxMeters === 0 || (meters !== null && meters <= maxMeters)) return;
  const distanceMeters = meters === null ? null : Math.round(meters);
  const detail =
    distanceMeters === null
      ? 'Your location is not known. Report it, then try again.'
      : `You are ${distanceMeters} m from the pickup. Be within ${maxMeters} m.`;
  throw new DomainError('DRIVER_NOT_AT_PICKUP', detail, { distanceMeters, maxMeters });
}

function requireWaitOver(command: TripCommand & { type: 'no_show' }, state: TripState): void {
  const until = addSeconds(state.arrivedAt ?? command.at, command.waitSeconds);
  if (command.at >= until) return;
  throw new DomainError('NO_SHOW_TOO_EARLY', `Wait for the rider until ${until.toISOString()}.`, {
    waitUntil: until.toISOString(),
  });
}

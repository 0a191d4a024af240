import type { TripDriver, TripStatus } from '#contracts';
import { begin } from '../src/domain/evolve.js';
import type { TripCommand } from '../src/domain/trip-command.js';
import type { TripRequested } from '../src/domain/trip-event.js';
import type { TripState } from '../src/domain/trip-state.js';

export const RIDER = '01890000-0000-7000-8000-00000000000a';
export const DRIVER = '01890000-0000-7000-8000-00000000000d';
export const NOON = new Date('2026-03-01T12:00:00.000Z');

/** @returns the time a number of seconds after noon */
export const noonPlus = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);

export const cents = (amount: number) => ({ amount, currency: 'USD' });

export const aDriver = (overrides: Partial<TripDriver> = {}): TripDriver => ({
  id: DRIVER,
  name: 'Dora',
  rating: 4.8,
  vehicle: { model: 'Toyota Prius', colour: 'blue', plate: 'T-100' },
  ...overrides,
});

export const aRequest = (overrides: Partial<TripRequested> = {}): TripRequested => ({
  type: 'trip.requested',
  at: NOON,
  tripId: '01890000-0000-7000-8000-000000000001',
  riderId: RIDER,
  rider: { name: 'Ada', rating: null },
  pickup: { lat: 40.75, lng: -73.98 },
  dropoff: { lat: 40.76, lng: -73.97 },
  pickupName: '3rd Ave & E 36th St',
  dropoffName: null,
  fare: cents(1234),
  cancelFee: cents(500),
  distanceMeters: 2500,
  durationSeconds: 600,
  shared: false,
  pin: '4821',
  matchingDeadline: noonPlus(300),
  ...overrides,
});

const UNASSIGNED = { driver: null, pickupEtaSeconds: null, freeCancelUntil: null };
const ASSIGNED = {
  driver: aDriver(),
  pickupEtaSeconds: 240,
  assignedAt: noonPlus(10),
  freeCancelUntil: noonPlus(130),
};
const ARRIVED = { ...ASSIGNED, arrivedAt: noonPlus(60) };
const STARTED = { ...ARRIVED, startedAt: noonPlus(90) };

const BY_STATUS: Record<TripStatus, Partial<TripState>> = {
  matching: UNASSIGNED,
  driver_assigned: ASSIGNED,
  driver_arrived: ARRIVED,
  in_progress: STARTED,
  completed: { ...STARTED, endedAt: noonPlus(900) },
  cancelled: {
    endedAt: noonPlus(5),
    cancellation: { by: 'rider', reason: 'Plans changed', fee: cents(0) },
  },
  no_drivers_available: { endedAt: noonPlus(300) },
};

/** A trip in a status, with the fields that its events would have set. */
export const aTrip = (status: TripStatus, overrides: Partial<TripState> = {}): TripState => ({
  ...begin(aRequest()),
  ...BY_STATUS[status],
  status,
  ...overrides,
});

const AT_PLACE = { meters: 20, limitMeters: 300, overrideReason: null };
const AT_PICKUP = { meters: 20, maxMeters: 500 };
const BY_OPERATOR = {
  reason: 'The car broke down',
  operator: { id: '01890000-0000-7000-8000-00000000000f', name: 'Olga' },
};

/** The terms of the search after a redispatch; the PIN differs from that of `aTrip`. */
export const redispatch = { matchingDeadlineSeconds: 300, pin: '7350' };

/** One valid command of each kind; only the status of a trip can refuse it. */
export const commands: { [T in TripCommand['type']]: TripCommand & { type: T } } = {
  assign: {
    type: 'assign',
    at: noonPlus(10),
    driver: aDriver(),
    pickupEtaSeconds: 240,
    freeCancelSeconds: 120,
  },
  arrive: { type: 'arrive', at: noonPlus(60), place: AT_PLACE },
  start: { type: 'start', at: noonPlus(90), pin: '4821', pinAttempts: 0 },
  complete: { type: 'complete', at: noonPlus(900), place: AT_PLACE },
  cancel_by_rider: {
    type: 'cancel_by_rider',
    at: noonPlus(5),
    reason: 'Plans changed',
    isDriverSilent: false,
  },
  cancel_by_driver: {
    type: 'cancel_by_driver',
    at: noonPlus(70),
    reason: 'Flat tyre',
    ...redispatch,
  },
  no_show: {
    type: 'no_show',
    at: noonPlus(360),
    waitSeconds: 300,
    fee: cents(500),
    pickup: AT_PICKUP,
    isDriverSilent: false,
    driverBackAt: null,
  },
  give_up: { type: 'give_up', at: noonPlus(300) },
  cancel_for_gone_rider: { type: 'cancel_for_gone_rider', at: noonPlus(120) },
  report_silence: {
    type: 'report_silence',
    at: noonPlus(80),
    since: noonPlus(65),
    lostAt: noonPlus(185),
  },
  report_return: { type: 'report_return', at: noonPlus(85) },
  replace_lost_driver: {
    type: 'replace_lost_driver',
    at: noonPlus(185),
    ...redispatch,
  },
  cancel_by_operator: { type: 'cancel_by_operator', at: noonPlus(70), ...BY_OPERATOR },
  complete_by_operator: { type: 'complete_by_operator', at: noonPlus(900), ...BY_OPERATOR },
  redispatch_by_operator: {
    type: 'redispatch_by_operator',
    at: noonPlus(70),
    ...BY_OPERATOR,
    ...redispatch,
  },
};

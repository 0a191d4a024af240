import { describe, expect, it } from '@jest/globals';
import { terminalStatuses, tripStatusSchema, type TripStatus } from '#contracts';
import { DomainError } from '#platform';
import { aTrip, cents, commands, noonPlus } from '../../test/trip-builder.js';
import { MAX_PIN_ATTEMPTS, decide } from './decide.js';
import { applyEvents } from './trip-change.js';
import type { TripCommand } from './trip-command.js';
import type { TripState } from './trip-state.js';

/** The state machine of the contract, independent of the code under test: command, from, to. */
const TRANSITIONS: [TripCommand['type'], TripStatus, TripStatus][] = [
  ['assign', 'matching', 'driver_assigned'],
  ['arrive', 'driver_assigned', 'driver_arrived'],
  ['start', 'driver_arrived', 'in_progress'],
  ['complete', 'in_progress', 'completed'],
  ['cancel_by_rider', 'matching', 'cancelled'],
  ['cancel_by_rider', 'driver_assigned', 'cancelled'],
  ['cancel_by_rider', 'driver_arrived', 'cancelled'],
  ['cancel_by_driver', 'driver_assigned', 'matching'],
  ['cancel_by_driver', 'driver_arrived', 'matching'],
  ['no_show', 'driver_arrived', 'cancelled'],
  ['give_up', 'matching', 'no_drivers_available'],
  ['cancel_for_gone_rider', 'matching', 'cancelled'],
  ['report_silence', 'driver_assigned', 'driver_assigned'],
  ['report_silence', 'driver_arrived', 'driver_arrived'],
  ['report_silence', 'in_progress', 'in_progress'],
  ['report_return', 'driver_assigned', 'driver_assigned'],
  ['report_return', 'driver_arrived', 'driver_arrived'],
  ['report_return', 'in_progress', 'in_progress'],
  ['replace_lost_driver', 'driver_assigned', 'matching'],
  ['replace_lost_driver', 'driver_arrived', 'matching'],
  ['cancel_by_operator', 'matching', 'cancelled'],
  ['cancel_by_operator', 'driver_assigned', 'cancelled'],
  ['cancel_by_operator', 'driver_arrived', 'cancelled'],
  ['cancel_by_operator', 'in_progress', 'cancelled'],
  ['complete_by_operator', 'in_progress', 'completed'],
  ['redispatch_by_operator', 'driver_assigned', 'matching'],
  ['redispatch_by_operator', 'driver_arrived', 'matching'],
];

const everyPair = Object.values(commands).flatMap((command) =>
  tripStatusSchema.options.map((status) => ({ command, type: command.type, status })),
);
const allowed = (type: string, status: string) =>
  TRANSITIONS.find(([command, from]) => command === type && from === status);

describe('decide', () => {
  it.each(TRANSITIONS)('the command %s takes a trip from %s to %s', (type, from, to) => {
    const before = aTrip(from);
    expect(after(commands[type], before).status).toBe(to);
  });

  it.each(everyPair.filter(({ type, status }) => !allowed(type, status)))(
    'the command $type is refused while the trip is $status, and the error names the status',
    ({ command, status }) => {
      expect(refusal(command, aTrip(status))).toMatchObject({
        code: 'TRIP_TRANSITION_NOT_ALLOWED',
        extension: { currentStatus: status },
      });
    },
  );

  it.each(terminalStatuses)('a trip that is %s refuses every command', (status) => {
    for (const command of Object.values(commands)) {
      expect(() => decide(command, aTrip(status))).toThrow(DomainError);
    }
  });
});

describe('a rider’s cancel', () => {
  const assigned = aTrip('driver_assigned', { freeCancelUntil: noonPlus(130) });
  const feeAt = (seconds: number, trip: TripState) =>
    after({ ...commands.cancel_by_rider, at: noonPlus(seconds) }, trip).cancellation?.fee;

  it('a rider cancels for free as long as no driver is assigned, however long that takes', () => {
    expect(feeAt(100_000, aTrip('matching'))).toEqual(cents(0));
  });

  it('a rider cancels for free until the time the trip shows, that moment included', () => {
    expect(feeAt(130, assigned)).toEqual(cents(0));
  });

  it('a cancel costs the fee that the trip shows from the next millisecond on', () => {
    expect(feeAt(130.001, assigned)).toEqual(assigned.cancelFee);
  });

  it('a cancel costs the fee as well after the driver has arrived', () => {
    expect(feeAt(131, aTrip('driver_arrived'))).toEqual(cents(500));
  });

  it('a rider cancels for free again once the driver has given the trip back', () => {
    const again = after(commands.cancel_by_driver, assigned);
    expect(feeAt(5000, again)).toEqual(cents(0));
  });

  it('a cancel is free while the driver is silent, whatever the time and the row', () => {
    const late = { ...commands.cancel_by_rider, at: noonPlus(5000) };
    const silent = after(commands.report_silence, assigned);
    expect(after(late, silent).cancellation?.fee).toEqual(cents(0));
    const unreported = after({ ...late, isDriverSilent: true }, assigned);
    expect(unreported.cancellation?.fee).toEqual(cents(0));
  });

  it('a cancel costs the fee again once the silent driver is back', () => {
    const silent = after(commands.report_silence, assigned);
    expect(feeAt(5000, after(commands.report_return, silent))).toEqual(cents(500));
  });

  it('a cancelled trip records who cancelled it, when and why', () => {
    expect(after(commands.cancel_by_rider, assigned)).toMatchObject({
      endedAt: commands.cancel_by_rider.at,
      cancellation: { by: 'rider', reason: 'Plans changed' },
    });
  });
});

describe('a no-show', () => {
  const arrived = aTrip('driver_arrived', { arrivedAt: noonPlus(60) });
  const noShowAt = (seconds: number) => ({ ...commands.no_show, at: noonPlus(seconds) });

  it('a no-show is refused before the waiting time is over, and the error has its end', () => {
    expect(refusal(noShowAt(359.999), arrived)).toMatchObject({
      code: 'NO_SHOW_TOO_EARLY',
      extension: { waitUntil: noonPlus(360).toISOString() },
    });
  });

  it('a no-show after the waiting time ends the trip and costs its fee', () => {
    expect(after(noShowAt(360), arrived)).toMatchObject({
      status: 'cancelled',
      cancellation: { by: 'no_show', fee: cents(500) },
    });
  });

  it('a no-show is free when the driver was silent just before it, whatever the row says', () => {
    const unheard = { ...noShowAt(360), isDriverSilent: true };
    expect(after(unheard, arrived).cancellation?.fee).toEqual(cents(0));
  });

  it('a no-show after a silence is free until the driver has waited the whole time again', () => {
    const feeAt = (seconds: number) =>
      after({ ...noShowAt(seconds), driverBackAt: noonPlus(300) }, arrived).cancellation?.fee;
    expect(feeAt(360)).toEqual(cents(0));
    expect(feeAt(599.999)).toEqual(cents(0));
    expect(feeAt(600)).toEqual(cents(500));
  });

  it('a no-show is free while the trip shows its driver as silent', () => {
    const silent = after(commands.report_silence, arrived);
    expect(after(noShowAt(360), silent).cancellation?.fee).toEqual(cents(0));
  });
});

describe('a driver who is not at the place of a step', () => {
  const place = (meters: number | null, overrideReason: string | null = null) => ({
    place: { meters, limitMeters: 300, overrideReason },
  });

  it.each([
    ['arrive', 'driver_assigned'],
    ['complete', 'in_progress'],
  ] as const)('the step %s is refused beyond the geofence, with the distance', (type, status) => {
    const trip = aTrip(status);
    const command = commands[type];
    expect(after({ ...command, ...place(300) }, trip).status).not.toBe(status);
    expect(refusal({ ...command, ...place(312.4) }, trip)).toMatchObject({
      code: 'DRIVER_TOO_FAR',
      extension: { distanceMeters: 312, limitMeters: 300 },
    });
  });

  it.each([
    ['arrive', 'driver_assigned'],
    ['complete', 'in_progress'],
  ] as const)('an override of %s is recorded, unless the driver is there', (type, status) => {
    const trip = aTrip(status);
    const overrideOf = (meters: number | null) => {
      const [event] = decide({ ...commands[type], ...place(meters, 'Street closed') }, trip);
      return event && 'override' in event ? event.override : undefined;
    };
    expect(overrideOf(800)).toEqual({ reason: 'Street closed', distanceMeters: 800 });
    expect(overrideOf(null)).toEqual({ reason: 'Street closed', distanceMeters: null });
    expect(overrideOf(100)).toBeUndefined();
  });

  it('an unknown location stops no step, and neither does a geofence of 0', () => {
    const trip = aTrip('in_progress');
    const { complete } = commands;
    expect(after({ ...complete, ...place(null) }, trip).status).toBe('completed');
    const off = { meters: 9_000, limitMeters: 0, overrideReason: null };
    expect(after({ ...complete, place: off }, trip).status).toBe('completed');
  });
});

describe('a driver who reports a no-show from elsewhere', () => {
  const pickup = (meters: number | null, maxMeters = 500) => ({ pickup: { meters, maxMeters } });

  it('the no-show is refused beyond the radius, and the error has the distance', () => {
    const trip = aTrip('driver_arrived');
    expect(after({ ...commands.no_show, ...pickup(500) }, trip).status).toBe('cancelled');
    expect(refusal({ ...commands.no_show, ...pickup(20_000.4) }, trip)).toMatchObject({
      code: 'DRIVER_NOT_AT_PICKUP',
      extension: { distanceMeters: 20_000, maxMeters: 500 },
    });
  });

  it('no fee is charged on an unknown location', () => {
    const noShow = { ...commands.no_show, ...pickup(null) };
    expect(refusal(noShow, aTrip('driver_arrived'))).toMatchObject({
      code: 'DRIVER_NOT_AT_PICKUP',
      extension: { distanceMeters: null },
    });
  });

  it('the radius 0 switches the check off', () => {
    const command = { ...commands.no_show, ...pickup(null, 0) };
    expect(after(command, aTrip('driver_arrived')).status).toBe('cancelled');
  });
});

describe('the start of a trip', () => {
  const arrived = aTrip('driver_arrived');
  const start = (pin: string, pinAttempts: number) => ({ ...commands.start, pin, pinAttempts });

  it('a driver can’t start a trip with a wrong PIN', () => {
    expect(refusal(start('0000', 0), arrived).code).toBe('PIN_INCORRECT');
  });

  it('a driver starts a trip with the right PIN after four wrong ones', () => {
    expect(after(start('4821', MAX_PIN_ATTEMPTS - 1), arrived).status).toBe('in_progress');
  });

  it('a driver can’t start a trip after five wrong PINs, even with the right one', () => {
    expect(refusal(start('4821', MAX_PIN_ATTEMPTS), arrived).code).toBe('PIN_ATTEMPTS_EXHAUSTED');
  });
});

describe('a driver’s cancel', () => {
  const before = aTrip('driver_arrived', { excludedDriverIds: ['another driver'] });
  const again = after(commands.cancel_by_driver, before);

  it('a driver’s cancel excludes that driver beside the drivers excluded before', () => {
    expect(again.excludedDriverIds).toEqual(['another driver', before.driver?.id]);
  });

  it('a driver’s cancel restarts the search with a full deadline', () => {
    const { at } = commands.cancel_by_driver;
    expect(again.matchingSince).toEqual(at);
    expect(again.matchingDeadline.getTime() - at.getTime()).toBe(300_000);
  });

  it('a driver’s cancel clears every field about the first driver', () => {
    expect(again).toMatchObject({
      driver: null,
      pickupEtaSeconds: null,
      freeCancelUntil: null,
      assignedAt: null,
      arrivedAt: null,
    });
  });

  it('a driver’s cancel keeps the trip’s id and price, and gives it another PIN', () => {
    const { id, fare, requestedAt } = before;
    expect(again).toMatchObject({ id, fare, requestedAt, pin: commands.cancel_by_driver.pin });
    expect(again.pin).not.toBe(before.pin);
  });
});

describe('a silent driver', () => {
  const silent = after(commands.report_silence, aTrip('driver_assigned'));

  it('a trip shows since when its driver is silent, and when the driver counts as lost', () => {
    const { since, lostAt } = commands.report_silence;
    expect(silent).toMatchObject({ driverSilentSince: since, driverLostAt: lostAt });
  });

  it('a silence that is known already makes no further event', () => {
    expect(decide(commands.report_silence, silent)).toEqual([]);
    expect(decide(commands.report_return, aTrip('driver_assigned'))).toEqual([]);
  });

  it.each(['report_return', 'arrive', 'replace_lost_driver', 'cancel_by_operator'] as const)(
    'the silence ends with the command %s',
    (type) => {
      expect(after(commands[type], silent)).toMatchObject({
        driverSilentSince: null,
        driverLostAt: null,
      });
    },
  );

  it('a lost driver is excluded from the trip, whose search begins anew', () => {
    const { at } = commands.replace_lost_driver;
    expect(after(commands.replace_lost_driver, silent)).toMatchObject({
      driver: null,
      excludedDriverIds: [silent.driver?.id],
      matchingSince: at,
      cancellation: null,
    });
  });
});

describe('a command of an operator', () => {
  it('an operator’s cancel is free in every status, also after the free time', () => {
    for (const status of [
      'matching',
      'driver_assigned',
      'driver_arrived',
      'in_progress',
    ] as const) {
      const late = { ...commands.cancel_by_operator, at: noonPlus(5000) };
      expect(after(late, aTrip(status)).cancellation).toEqual({
        by: 'ops',
        reason: late.reason,
        fee: cents(0),
      });
    }
  });

  it.each(['cancel_by_operator', 'complete_by_operator', 'redispatch_by_operator'] as const)(
    'the event of %s names the operator and the reason',
    (type) => {
      const from = type === 'redispatch_by_operator' ? 'driver_assigned' : 'in_progress';
      const { operator, reason } = commands[type];
      expect(decide(commands[type], aTrip(from))[0]).toMatchObject({ operator, reason });
    },
  );
});

function after(command: TripCommand, state: TripState): TripState {
  return applyEvents(state, decide(command, state)).after;
}

function refusal(command: TripCommand, state: TripState): DomainError {
  try {
    decide(command, state);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error(`${command.type} was not refused.`);
}

import { describe, expect, it } from '@jest/globals';
import { terminalStatuses, tripStatusSchema, type TripStatus } from '#contracts';
import { DomainError } from '#platform';
import { aTrip, cents, commands, noonPlus } from '../../test/trip-builder.js';
import { MAX_PIN_ATTEMPTS, decide } from './decide.js';
import { applyEvents } from './trip-change.js';
import type { TripCommand } from './trip-command.js';
import type { TripState } from './trip-state.js';

/** The contract's state machine, written down a second time: command, from, to. */
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
];

const everyPair = Object.values(commands).flatMap((command) =>
  tripStatusSchema.options.map((status) => ({ command, type: command.type, status })),
);
const allowed = (type: string, status: string) =>
  TRANSITIONS.find(([command, from]) => command === type && from === status);

describe('a trip', () => {
  it.each(TRANSITIONS)('%s in %s makes it %s', (type, from, to) => {
    const before = aTrip(from);
    expect(after(commands[type], before).status).toBe(to);
  });

  it.each(everyPair.filter(({ type, status }) => !allowed(type, status)))(
    'refuses $type while it is $status, and says what it is',
    ({ command, status }) => {
      expect(refusal(command, aTrip(status))).toMatchObject({
        code: 'TRIP_TRANSITION_NOT_ALLOWED',
        extension: { currentStatus: status },
      });
    },
  );

  it.each(terminalStatuses)('that is %s never changes again', (status) => {
    for (const command of Object.values(commands)) {
      expect(() => decide(command, aTrip(status))).toThrow(DomainError);
    }
  });
});

describe('a rider’s cancel', () => {
  const assigned = aTrip('driver_assigned', { freeCancelUntil: noonPlus(130) });
  const feeAt = (seconds: number, trip: TripState) =>
    after({ ...commands.cancel_by_rider, at: noonPlus(seconds) }, trip).cancellation?.fee;

  it('is free as long as nobody is assigned, however long that takes', () => {
    expect(feeAt(100_000, aTrip('matching'))).toEqual(cents(0));
  });

  it('is free until the time the trip shows, that moment included', () => {
    expect(feeAt(130, assigned)).toEqual(cents(0));
  });

  it('costs the fee that the trip shows from the next millisecond on', () => {
    expect(feeAt(130.001, assigned)).toEqual(assigned.cancelFee);
  });

  it('costs the fee as well when the driver is at the door', () => {
    expect(feeAt(131, aTrip('driver_arrived'))).toEqual(cents(500));
  });

  it('is free again once the driver has given the trip back', () => {
    const again = after(commands.cancel_by_driver, assigned);
    expect(feeAt(5000, again)).toEqual(cents(0));
  });

  it('says who cancelled and why', () => {
    expect(after(commands.cancel_by_rider, assigned)).toMatchObject({
      endedAt: commands.cancel_by_rider.at,
      cancellation: { by: 'rider', reason: 'Plans changed' },
    });
  });
});

describe('a no-show', () => {
  const arrived = aTrip('driver_arrived', { arrivedAt: noonPlus(60) });
  const at = (seconds: number) => ({ ...commands.no_show, at: noonPlus(seconds) });

  it('is refused before the waiting time is over, with the time to wait until', () => {
    expect(refusal(at(359.999), arrived)).toMatchObject({
      code: 'NO_SHOW_TOO_EARLY',
      extension: { waitUntil: noonPlus(360).toISOString() },
    });
  });

  it('ends the trip from that moment on, and costs its fee', () => {
    expect(after(at(360), arrived)).toMatchObject({
      status: 'cancelled',
      cancellation: { by: 'no_show', fee: cents(500) },
    });
  });
});

describe('the start of a trip', () => {
  const arrived = aTrip('driver_arrived');
  const start = (pin: string, pinAttempts: number) => ({ ...commands.start, pin, pinAttempts });

  it('needs the PIN of its rider', () => {
    expect(refusal(start('0000', 0), arrived).code).toBe('PIN_INCORRECT');
  });

  it('takes the right PIN after four wrong ones', () => {
    expect(after(start('4821', MAX_PIN_ATTEMPTS - 1), arrived).status).toBe('in_progress');
  });

  it('takes no PIN any more after five wrong ones, not even the right one', () => {
    expect(refusal(start('4821', MAX_PIN_ATTEMPTS), arrived).code).toBe('PIN_ATTEMPTS_EXHAUSTED');
  });
});

describe('a driver’s cancel', () => {
  const before = aTrip('driver_arrived', { excludedDriverIds: ['somebody'] });
  const again = after(commands.cancel_by_driver, before);

  it('leaves that driver out, and everyone who was out before', () => {
    expect(again.excludedDriverIds).toEqual(['somebody', before.driver?.id]);
  });

  it('starts the search anew, with a full deadline', () => {
    const { at } = commands.cancel_by_driver;
    expect(again.matchingSince).toEqual(at);
    expect(again.matchingDeadline.getTime() - at.getTime()).toBe(300_000);
  });

  it('leaves nothing of the first driver behind', () => {
    const nothing = { driver: null, pickupEtaSeconds: null, freeCancelUntil: null };
    expect(again).toMatchObject({ ...nothing, assignedAt: null, arrivedAt: null });
  });

  it('keeps the trip, its price and its PIN', () => {
    const { id, fare, pin, requestedAt } = before;
    expect(again).toMatchObject({ id, fare, pin, requestedAt });
  });
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

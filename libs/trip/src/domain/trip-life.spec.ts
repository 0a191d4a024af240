import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { terminalStatuses, type TripStatus } from '#contracts';
import { DomainError } from '#platform';
import { NOON, aDriver, aRequest, cents, noonPlus, redispatch } from '../../test/trip-builder.js';
import { decide } from './decide.js';
import { begin, evolve } from './evolve.js';
import { applyEvents } from './trip-change.js';
import type { TripCommand } from './trip-command.js';
import type { TripEvent } from './trip-event.js';
import type { TripState } from './trip-state.js';

const LEGAL: Record<TripStatus, TripStatus[]> = {
  matching: ['driver_assigned', 'cancelled', 'no_drivers_available'],
  driver_assigned: ['driver_arrived', 'cancelled', 'matching'],
  driver_arrived: ['in_progress', 'cancelled', 'matching'],
  in_progress: ['completed', 'cancelled'],
  completed: [],
  cancelled: [],
  no_drivers_available: [],
};

const place = { meters: 20, limitMeters: 300, overrideReason: null };
const pickup = { meters: 20, maxMeters: 500 };
const byOperator = { reason: 'Broken car', operator: { id: 'o', name: 'Olga' } };

/** Any command at any time. PINs and waiting times are right about as often as wrong. */
const command: fc.Arbitrary<TripCommand> = fc
  .tuple(fc.nat(2000), fc.constantFrom('Dora', 'Dan', 'Dee'), fc.boolean(), fc.nat(6))
  .chain(([seconds, name, isRight, pinAttempts]) => {
    const at = noonPlus(seconds);
    const driver = aDriver({ id: name, name });
    return fc.constantFrom<TripCommand>(
      { type: 'assign', at, driver, pickupEtaSeconds: 60, freeCancelSeconds: 120 },
      { type: 'arrive', at, place },
      { type: 'start', at, pin: isRight ? '4821' : '0000', pinAttempts },
      { type: 'complete', at, place },
      { type: 'cancel_by_rider', at, reason: 'Plans changed', isDriverSilent: !isRight },
      { type: 'cancel_by_driver', at, reason: 'Flat tyre', ...redispatch },
      {
        type: 'no_show',
        at,
        waitSeconds: isRight ? 0 : 300,
        fee: cents(500),
        pickup,
        isDriverSilent: !isRight,
        driverBackAt: null,
      },
      { type: 'give_up', at },
      { type: 'report_silence', at, since: at, lostAt: at },
      { type: 'report_return', at },
      { type: 'replace_lost_driver', at, ...redispatch },
      { type: 'cancel_by_operator', at, ...byOperator },
      { type: 'complete_by_operator', at, ...byOperator },
      { type: 'redispatch_by_operator', at, ...byOperator, ...redispatch },
    );
  });

interface Life {
  states: TripState[];
  events: TripEvent[];
}

/** Applies the commands one after the other. A refused command leaves the state as it was. */
function live(commands: TripCommand[]): Life {
  const life: Life = { states: [begin(aRequest())], events: [] };
  for (const next of commands) {
    const state = life.states.at(-1)!;
    const events = attempt(next, state);
    life.events.push(...events);
    life.states.push(applyEvents(state, events).after);
  }
  return life;
}

function attempt(next: TripCommand, state: TripState): TripEvent[] {
  try {
    return decide(next, state);
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

const lives = fc.array(command, { maxLength: 40 }).map(live);

describe('any sequence of commands', () => {
  it('the status of a trip changes along legal transitions only', () => {
    checkProperty(lives, ({ states }) => {
      pairs(states).forEach(([before, after]) => {
        if (before.version === after.version) expect(after).toEqual(before);
        else expect([before.status, ...LEGAL[before.status]]).toContain(after.status);
      });
    });
  });

  it('a trip has a silent driver only while it has a driver and has not ended', () => {
    checkProperty(lives, ({ states }) => {
      states.forEach(({ driverSilentSince, driver, endedAt }) => {
        if (driverSilentSince) expect([driver === null, endedAt]).toEqual([false, null]);
      });
    });
  });

  it('the fold of a trip’s events is its state', () => {
    checkProperty(lives, ({ states, events }) => {
      expect(events.reduce(evolve, begin(aRequest()))).toEqual(states.at(-1));
    });
  });

  it('the version of a trip is the number of its events', () => {
    checkProperty(lives, ({ states, events }) => {
      expect(states.at(-1)?.version).toBe(1 + events.length);
    });
  });

  it('a trip has a driver from the assignment on and none while it searches', () => {
    checkProperty(lives, ({ states }) => {
      states.forEach(({ status, driver }) => {
        if (['driver_assigned', 'driver_arrived', 'in_progress', 'completed'].includes(status)) {
          expect(driver).not.toBeNull();
        }
        if (status === 'matching') expect(driver).toBeNull();
      });
    });
  });

  it('a trip has an end time exactly when its status is terminal', () => {
    checkProperty(lives, ({ states }) => {
      states.forEach(({ status, endedAt }) => {
        expect(endedAt !== null).toBe(terminalStatuses.includes(status));
      });
    });
  });

  it('a trip has its first PIN until a redispatch gives it another one', () => {
    checkProperty(lives, ({ states, events }) => {
      const isRedispatched = events.some(({ type }) => type === 'trip.redispatching');
      expect(states.at(-1)?.pin).toBe(isRedispatched ? redispatch.pin : aRequest().pin);
    });
  });

  it('the rider, route and price of a trip stay as requested', () => {
    const { id, riderId, pickup, dropoff, fare, requestedAt } = begin(aRequest());
    checkProperty(lives, ({ states }) => {
      const given = { id, riderId, pickup, dropoff, fare, requestedAt };
      expect(states.at(-1)).toMatchObject(given);
      expect(requestedAt).toEqual(NOON);
    });
  });
});

function checkProperty(arbitrary: fc.Arbitrary<Life>, check: (life: Life) => void): void {
  fc.assert(fc.property(arbitrary, check), { numRuns: 300 });
}

const pairs = <T>(list: T[]): [T, T][] => list.slice(1).map((each, i) => [list[i]!, each]);

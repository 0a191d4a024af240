import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPolicy, policyNames } from '#dispatch';
import { auditDay } from '../../../test/audit-day.js';
import type { AuditedDay } from '../../../test/audited-day.js';
import { cityWith, dayRulesWith, times } from '../../../test/small-city.js';
import type { DayRules, RideOutcome } from '../day-record.js';
import type { PlannedCity } from '../planned-city.js';
import { simulateDay } from '../simulate-day.js';

const poolings = fc.record({
  seats: fc.integer({ min: 1, max: 6 }),
  maxDetourSeconds: fc.constantFrom(0, 60, 300, 900),
});

const days = fc.record({
  policy: fc.constantFrom(...policyNames),
  seed: fc.nat(50),
  cars: fc.integer({ min: 1, max: 15 }),
  rules: fc
    .record({
      windowSeconds: fc.constantFrom(5, 10, 60),
      patienceSeconds: fc.constantFrom(120, 600),
      acceptRate: fc.constantFrom(1, 0.7),
      thinkSeconds: fc.constantFrom(0, 5, 14),
      reposition: fc.boolean(),
      pooling: poolings,
      seed: fc.nat(9),
    })
    .map(dayRulesWith),
});

const simulate = (city: PlannedCity, policy: string, rules: DayRules): AuditedDay => ({
  record: simulateDay(city, createPolicy(policy, times), rules),
  city,
  rules,
});

/** The same city with one passenger a ride. */
const withSinglePassengers = (city: PlannedCity): PlannedCity => ({
  ...city,
  rides: city.rides.map((ride) => ({ ...ride, passengers: 1 })),
});

const sharedDay = (): AuditedDay =>
  simulate(
    cityWith(3, 6),
    'batched',
    dayRulesWith({ pooling: { seats: 4, maxDetourSeconds: 300 } }),
  );

const firstServed = ({ record }: AuditedDay, isShared: boolean): number =>
  record.rides.findIndex((ride) => ride.status === 'served' && ride.isShared === isShared);

/** The day with another outcome of one ride. */
function withOutcome(day: AuditedDay, index: number, change: Partial<RideOutcome>): AuditedDay {
  const rides = day.record.rides.map((ride, i) =>
    i === index ? ({ ...ride, ...change } as RideOutcome) : ride,
  );
  return { ...day, record: { ...day.record, rides } };
}

describe('a day with pooling', () => {
  it('every ride and every car of any day pass the audit', () => {
    fc.assert(
      fc.property(days, ({ policy, seed, cars, rules }) => {
        expect(auditDay(simulate(cityWith(seed, cars), policy, rules))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('a car that turned for a rider and turned again says the detour of the rider in it', () => {
    const pooling = { seats: 2, maxDetourSeconds: 300 };
    const rules = dayRulesWith({ seed: 4, thinkSeconds: 14, reposition: false, pooling });
    const day = simulate(cityWith(8, 12), 'broadcast', rules);
    const alone = day.record.rides.flatMap((ride) =>
      ride.status === 'served' && !ride.isShared ? [ride.detourSeconds] : [],
    );
    expect(Math.max(...alone)).toBeGreaterThan(30);
    expect(auditDay(day)).toEqual([]);
  });

  it('the same seed gives the same day', () => {
    fc.assert(
      fc.property(days, ({ policy, seed, cars, rules }) => {
        const city = cityWith(seed, cars);
        const { record } = simulate(city, policy, rules);
        expect(simulate(city, policy, rules).record).toEqual(record);
      }),
      { numRuns: 10 },
    );
  });

  it.each(policyNames)('%s with one seat does the same as without pooling', (policy) => {
    fc.assert(
      fc.property(days, ({ seed, cars, rules }) => {
        const city = withSinglePassengers(cityWith(seed, cars));
        const pooling = { seats: 1, maxDetourSeconds: 300 };
        const { record } = simulate(city, policy, { ...rules, pooling });
        expect(record).toEqual(simulate(city, policy, { ...rules, pooling: undefined }).record);
      }),
      { numRuns: 8 },
    );
  });

  it('riders share cars, and more riders are served than without pooling', () => {
    const day = sharedDay();
    const alone = simulate(day.city, 'batched', dayRulesWith({}));
    const servedOf = ({ record }: AuditedDay) =>
      record.rides.filter(({ status }) => status === 'served').length;
    expect(day.record.ridersMeters.length).toBeGreaterThan(2);
    expect(servedOf(day)).toBeGreaterThan(servedOf(alone));
  });

  it('a ride with more passengers than seats gets no car', () => {
    const city = cityWith(3, 6);
    const rides = city.rides.map((ride) => ({ ...ride, passengers: 5 }));
    const pooling = { seats: 4, maxDetourSeconds: 300 };
    const { record } = simulate({ ...city, rides }, 'batched', dayRulesWith({ pooling }));
    expect(record.rides.every(({ status }) => status === 'lost')).toBe(true);
  });

  it.each<[string, (day: AuditedDay) => AuditedDay]>([
    ['a rider in another car', (day) => withOutcome(day, firstServed(day, true), { vehicle: 99 })],
    [
      'a shared ride that is not said to be one',
      (day) => withOutcome(day, firstServed(day, true), { isShared: false }),
    ],
    ['a served rider without a stop', (day) => withoutStops(day, firstServed(day, true))],
    ['too few seats', (day) => withPooling(day, { seats: 1, maxDetourSeconds: 300 })],
    ['too long a detour', (day) => withPooling(day, { seats: 4, maxDetourSeconds: 0 })],
    ['too late a pickup', (day) => ({ ...day, rules: { ...day.rules, patienceSeconds: 1 } })],
    ['a car that jumps', (day) => ({ ...day, city: { ...day.city, startNodes: farNodes(day) } })],
  ])('the audit finds %s', (_, change) => {
    const day = sharedDay();
    expect(auditDay(day)).toEqual([]);
    expect(auditDay(change(day))).not.toEqual([]);
  });
});

const withPooling = (day: AuditedDay, pooling: DayRules['pooling']): AuditedDay => ({
  ...day,
  rules: { ...day.rules, pooling },
});

function withoutStops(day: AuditedDay, index: number): AuditedDay {
  const stops = day.record.stops.map((each) => each.filter(({ ride }) => ride !== index));
  return { ...day, record: { ...day.record, stops } };
}

/** For each car the junction that is farthest from its first stop. */
const farNodes = ({ city, record }: AuditedDay): number[] =>
  record.stops.map(([first], car) => {
    if (!first) return city.startNodes[car]!;
    const { seconds } = times.getRow(first.node);
    return seconds.indexOf(Math.max(...seconds));
  });

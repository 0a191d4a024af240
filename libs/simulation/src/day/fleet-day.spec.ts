import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPolicy, policyNames } from '#dispatch';
import { auditDay } from '../../test/audit-day.js';
import type { AuditedDay } from '../../test/audited-day.js';
import { chargingCity, cityWith, dayRulesWith, times } from '../../test/small-city.js';
import type { DayRules, RideOutcome } from './day-record.js';
import type { PlannedCity } from './planned-city.js';
import { simulateDay } from './simulate-day.js';

const RUSH = Array.from({ length: 24 }, (_, hour) => (hour === 0 ? 0.6 : 1));

/** Every rule of fleets and riders as they are, on and off. */
const fleetRules = fc.record({
  boardingSeconds: fc.constantFrom(0, 30),
  cancelAfter: fc.constantFrom(
    undefined,
    { distribution: 'constant', meanSeconds: 150, spread: 0 } as const,
    { distribution: 'exponential', meanSeconds: 300, spread: 0 } as const,
    { distribution: 'lognormal', meanSeconds: 200, spread: 0.5 } as const,
  ),
  acceptFalls: fc.constantFrom(
    undefined,
    { share: 0.2, per: 'km' } as const,
    { share: 0.05, per: 'minute' } as const,
  ),
  shifts: fc.constantFrom(undefined, [
    { startSeconds: 0, endSeconds: 1_500, cars: { share: 0.5 } },
    { startSeconds: 80_000, endSeconds: 700, cars: { count: 1 } },
    { startSeconds: 900, endSeconds: 86_400, cars: 'rest' as const },
  ]),
  breaks: fc.constantFrom(undefined, { seconds: 120, everySeconds: 600 }),
  charging: fc.constantFrom(undefined, { belowSoc: 0.2, toSoc: 0.6 }),
});

const days = fc.record({
  policy: fc.constantFrom(...policyNames),
  seed: fc.nat(50),
  cars: fc.integer({ min: 1, max: 15 }),
  rules: fc
    .tuple(
      fleetRules,
      fc.record({
        windowSeconds: fc.constantFrom(5, 10, 60),
        patienceSeconds: fc.constantFrom(120, 600),
        acceptRate: fc.constantFrom(1, 0.7),
        thinkSeconds: fc.constantFrom(0, 5, 14),
        reposition: fc.constantFrom(undefined, true),
        pooling: fc.constantFrom(undefined, { seats: 4, maxDetourSeconds: 300 }),
        speedByHour: fc.constantFrom(undefined, RUSH),
        seed: fc.nat(9),
      }),
    )
    .map(([fleet, day]) => dayRulesWith({ ...day, ...fleet })),
});

const simulate = (city: PlannedCity, policy: string, rules: DayRules): AuditedDay => ({
  record: simulateDay(city, createPolicy(policy, times), rules),
  city,
  rules,
});

const lostOf = ({ record }: AuditedDay): Extract<RideOutcome, { status: 'lost' }>[] =>
  record.rides.flatMap((ride) => (ride.status === 'lost' ? [ride] : []));

const servedOf = ({ record }: AuditedDay): Extract<RideOutcome, { status: 'served' }>[] =>
  record.rides.flatMap((ride) => (ride.status === 'served' ? [ride] : []));

describe('simulateDay of a fleet as it is', () => {
  it('every day with shifts, batteries, boarding and cancellations passes the audit', () => {
    fc.assert(
      fc.property(days, ({ policy, seed, cars, rules }) => {
        const city = rules.charging ? chargingCity(seed, cars) : cityWith(seed, cars);
        expect(auditDay(simulate(city, policy, rules))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('riders are the same for all policies: each cancels at the same time or is served', () => {
    const cancelAfter = { distribution: 'exponential', meanSeconds: 200, spread: 0 } as const;
    const city = cityWith(3, 8);
    const timesOf = (policy: string) =>
      simulate(city, policy, dayRulesWith({ cancelAfter })).record.rides.map((ride) =>
        ride.status === 'lost' && ride.cancelled ? ride.atSeconds : undefined,
      );
    const [one, other] = [timesOf('nearest'), timesOf('throughput')];
    const both = one.filter((at, i) => at !== undefined && other[i] !== undefined);
    expect(both.length).toBeGreaterThan(5);
    expect(one.every((at, i) => at === undefined || (other[i] ?? at) === at)).toBe(true);
  });

  it.each([undefined, { seats: 4, maxDetourSeconds: 300 }])(
    'a car whose rider cancels is free at the next junction, and its metres count (pooling: %p)',
    (pooling) => {
      const cancelAfter = { distribution: 'constant', meanSeconds: 100, spread: 0 } as const;
      const day = simulate(cityWith(4, 10), 'batched', dayRulesWith({ cancelAfter, pooling }));
      const vain = lostOf(day).filter(({ cancelled }) => cancelled === 'assigned');
      expect(vain.length).toBeGreaterThan(3);
      expect(vain.some(({ pickupMeters = 0 }) => pickupMeters > 100)).toBe(true);
      expect(day.record.stops.flat().some(({ kind }) => kind === 'turn')).toBe(true);
    },
  );

  it('a rider waits for the car and not for the boarding, which the ride includes', () => {
    const [without, boarding] = [0, 40].map((boardingSeconds) =>
      simulate(cityWith(5, 40), 'nearest', dayRulesWith({ boardingSeconds })),
    );
    const [before, after] = [servedOf(without!)[0]!, servedOf(boarding!)[0]!];
    expect(after.pickedUpSeconds).toBe(before.pickedUpSeconds);
    expect(after.droppedOffSeconds).toBeCloseTo(before.droppedOffSeconds + 80, 6);
  });

  it('no driver accepts a ride at a distance where the share of offers has fallen to 0', () => {
    const acceptFalls = { share: 1, per: 'km' } as const;
    const day = simulate(cityWith(6, 12), 'nearest', dayRulesWith({ acceptFalls }));
    expect(servedOf(day).length).toBeGreaterThan(5);
    expect(Math.max(...servedOf(day).map(({ pickupMeters }) => pickupMeters))).toBeLessThan(1_000);
    expect(day.record.offers.declined).toBeGreaterThan(10);
  });

  it('a fleet without charge serves no rider and is stranded', () => {
    const city = chargingCity(7, 5);
    const empty = { ...city, cars: city.cars!.map((car) => ({ ...car, initialSoc: 0 })) };
    const charging = { belowSoc: 0.2, toSoc: 0.6 };
    const day = simulate(empty, 'batched', dayRulesWith({ charging }));
    expect(servedOf(day)).toEqual([]);
    expect(day.record.charge).toEqual({ meanSoc: 0, stranded: 5 });
  });

  it('one charger for many cars makes a queue', () => {
    const city = chargingCity(8, 12);
    const [station] = city.stations!;
    const chargers = [{ kind: 'slow', kilowatts: 50, count: 1 }];
    const narrow = { ...city, stations: [{ ...station!, chargers }] };
    const charging = { belowSoc: 0.4, toSoc: 0.6 };
    const day = simulate(narrow, 'batched', dayRulesWith({ charging }));
    const charges = day.record.stops.flat().flatMap((stop) => (stop.charge ? [stop] : []));
    const queued = charges.filter((stop) => stop.charge!.fromSeconds > stop.atSeconds + 60);
    expect(queued.length).toBeGreaterThan(3);
    expect(auditDay(day)).toEqual([]);
  });

  it('the audit finds a car off duty, a charger with two cars and a late cancellation', () => {
    const charging = { belowSoc: 0.4, toSoc: 0.6 };
    const breaks = { seconds: 120, everySeconds: 600 };
    const cancelAfter = { distribution: 'constant', meanSeconds: 200, spread: 0 } as const;
    const rules = dayRulesWith({ charging, breaks, cancelAfter });
    const day = simulate(chargingCity(9, 8), 'batched', rules);
    const { record } = day;
    const found = (changed: Partial<AuditedDay['record']>): string =>
      auditDay({ ...day, record: { ...record, ...changed } }).join('\n');
    expect(found({})).toBe('');
    expect(found({ duty: record.duty!.map(() => []) })).toMatch(/off duty at its stop/);
    const sameCharger = record.stops.map((stops) =>
      stops.map((stop) =>
        stop.charge ? { ...stop, charge: { ...stop.charge, station: 0, charger: 0 } } : stop,
      ),
    );
    expect(found({ stops: sameCharger })).toMatch(/charger 0\/\d\/0 has two cars/);
    const late = record.rides.map((ride) =>
      ride.status === 'lost' && ride.cancelled ? { ...ride, atSeconds: ride.atSeconds - 1 } : ride,
    );
    expect(found({ rides: late })).toMatch(/lost at another time than its rider says/);
  });
});

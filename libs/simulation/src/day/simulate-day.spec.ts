import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPolicy, policyNames, type DispatchPolicy } from '#dispatch';
import { generateDemand } from '#scenario';
import { auditDay } from '../../test/audit-day.js';
import { cityWith, dayRulesWith, network, times } from '../../test/small-city.js';
import type { DayRecord, DayRules, RideOutcome } from './day-record.js';
import { planCity, type PlannedCity } from './planned-city.js';
import { simulateDay } from './simulate-day.js';

type Served = Extract<RideOutcome, { status: 'served' }>;
const servedOf = ({ rides }: DayRecord) =>
  rides.flatMap((ride, index) => (ride.status === 'served' ? [{ ...ride, index }] : []));

const days = fc.record({
  policy: fc.constantFrom(...policyNames),
  seed: fc.nat(50),
  cars: fc.integer({ min: 1, max: 25 }),
  rules: fc
    .record({
      windowSeconds: fc.constantFrom(5, 10, 60),
      patienceSeconds: fc.constantFrom(120, 600),
      acceptRate: fc.constantFrom(1, 0.7, 0),
      thinkSeconds: fc.constantFrom(0, 5, 14),
      seed: fc.nat(9),
    })
    .map(dayRulesWith),
});

/** Checks an invariant on random simulated days. */
const checkOnDays = (
  invariant: (record: DayRecord, city: PlannedCity, rules: DayRules) => void,
) => {
  fc.assert(
    fc.property(days, ({ policy, seed, cars, rules }) => {
      const city = cityWith(seed, cars);
      invariant(simulateDay(city, createPolicy(policy, times), rules), city, rules);
    }),
    { numRuns: 12 },
  );
};

describe('simulateDay', () => {
  it('every ride and every car of any day pass the audit', () => {
    checkOnDays((record, city, rules) => {
      expect(auditDay({ record, city, rules })).toEqual([]);
    });
  });

  it('every request is served or lost', () => {
    checkOnDays((record, city) => {
      expect(record.rides).toHaveLength(city.rides.length);
      for (const ride of record.rides) expect(['served', 'lost']).toContain(ride.status);
    });
  });

  it('every served rider is picked up after the request and within the patience', () => {
    checkOnDays((record, city, { patienceSeconds }) => {
      for (const { index, pickedUpSeconds } of servedOf(record)) {
        const waited = pickedUpSeconds - city.rides[index]!.departureSeconds;
        expect(waited).toBeGreaterThanOrEqual(0);
        expect(waited).toBeLessThanOrEqual(patienceSeconds + 1e-3);
      }
    });
  });

  it('a car serves one rider at a time and drives from its last drop-off', () => {
    checkOnDays((record, city) => {
      const byCar = new Map<number, (Served & { index: number })[]>();
      for (const ride of servedOf(record)) {
        byCar.set(ride.vehicle, [...(byCar.get(ride.vehicle) ?? []), ride]);
      }
      for (const rides of byCar.values()) {
        rides.sort((a, b) => a.assignedSeconds - b.assignedSeconds);
        for (const [i, ride] of rides.entries()) {
          const plan = city.rides[ride.index]!;
          expect(ride.droppedOffSeconds).toBeCloseTo(ride.pickedUpSeconds + plan.tripSeconds, 6);
          const before = rides[i - 1];
          if (!before) continue;
          expect(ride.assignedSeconds).toBeGreaterThanOrEqual(before.droppedOffSeconds);
          if (record.repositionMeters > 0) continue;
          const pickup = times.seconds(city.rides[before.index]!.dropoffNode, plan.pickupNode);
          expect(ride.pickedUpSeconds - ride.assignedSeconds).toBeCloseTo(pickup, 3);
        }
      }
    });
  });

  it('the states of each sample add up to the fleet', () => {
    checkOnDays((record, city) => {
      for (const { atSeconds: _, ...states } of record.fleet) {
        const cars = Object.values(states).reduce((sum, count) => sum + count, 0);
        expect(cars).toBe(city.startNodes.length);
      }
    });
  });

  it('every offer is accepted, declined, expired or withdrawn', () => {
    checkOnDays((record, _city, { acceptRate, thinkSeconds }) => {
      const { made, declined, expired } = record.offers;
      const accepted = servedOf(record).length;
      const closed = accepted + declined + expired;
      if (record.policy === 'broadcast') expect(closed).toBeLessThanOrEqual(made);
      else expect(closed).toBe(made);
      if (acceptRate === 0) expect(accepted).toBe(0);
      if (thinkSeconds * 1.5 < 15) expect(expired).toBe(0);
    });
  });

  it('a driver who misses every offer is asked three times, and once with a pause of 0', () => {
    const city = cityWith(1, 1);
    const one = { ...city, rides: city.rides.slice(0, 1) };
    const policy = () => createPolicy('batched', times);
    const ask = (rules: Partial<DayRules>) =>
      simulateDay(one, policy(), dayRulesWith({ thinkSeconds: 100, ...rules })).offers;
    expect(ask({})).toEqual({ made: 3, declined: 0, expired: 3 });
    expect(ask({ retrySeconds: 0 })).toEqual({ made: 1, declined: 0, expired: 1 });
    // A driver who declines is not asked again.
    expect(ask({ thinkSeconds: 0, acceptRate: 0 })).toEqual({ made: 1, declined: 1, expired: 0 });
  });

  it('the same seed gives the same day', () => {
    checkOnDays((record, city, rules) => {
      expect(simulateDay(city, createPolicy(record.policy, times), rules)).toEqual(record);
    });
  });

  it('weeks without a request are skipped in one step', () => {
    const city = cityWith(1, 5);
    const first = city.rides[0]!;
    const late = { ...first, index: 1, tripId: '9', departureSeconds: 20 * 86_400 };
    const record = simulateDay(
      { ...city, rides: [first, late] },
      createPolicy('anticipatory', times),
      dayRulesWith({}),
    );
    expect(servedOf(record)).toHaveLength(2);
    expect(record.fleet.length).toBeLessThan(200);
  });

  it('the policy observes every request once, in the order of time, before it repositions', () => {
    const city = cityWith(1, 10);
    let latest = 0;
    let seen = 0;
    const spy: DispatchPolicy = {
      ...createPolicy('batched', times),
      anticipation: {
        horizonSeconds: 600,
        intervalSeconds: 30,
        observe: ({ atSeconds }) => {
          expect(atSeconds).toBeGreaterThanOrEqual(latest);
          latest = atSeconds;
          seen += 1;
        },
        reposition: ({ atSeconds }) => {
          expect(latest).toBeLessThanOrEqual(atSeconds);
          return [];
        },
      },
    };
    simulateDay(city, spy, dayRulesWith({}));
    expect(seen).toBe(city.rides.length);
  });

  it.each(policyNames)('%s repositions cars when the rules say so, and only then', (name) => {
    const city = cityWith(2, 20);
    const metersWith = (reposition: boolean | undefined) =>
      simulateDay(city, createPolicy(name, times), dayRulesWith({ reposition })).repositionMeters;
    expect(metersWith(true)).toBeGreaterThan(0);
    expect(metersWith(false)).toBe(0);
    expect(metersWith(undefined) > 0).toBe(name === 'anticipatory');
  });

  it('the first rider is picked up within the window when a car stands at every pickup', () => {
    const { requests, ...rest } = {
      requests: generateDemand({ network, seed: 3, minutes: 30, requestsPerHour: 60 }),
      name: 'Gridtown',
      times,
    };
    const position = requests.map(({ origin: each }) => ({ id: '', position: each }));
    const city = planCity({ ...rest, requests, vehicles: position });
    const record = simulateDay(city, createPolicy('nearest', times), dayRulesWith({}));
    const first = servedOf(record)[0]!;
    expect(first.pickedUpSeconds - city.rides[0]!.departureSeconds).toBeLessThanOrEqual(10);
  });
});

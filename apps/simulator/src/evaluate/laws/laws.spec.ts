import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TripDemand } from '#scenario';
import type { DayKpis } from '../kpis/day-kpis.js';
import { figuresOf, lawDays, scaledNetwork, type LawDay } from './law-city.js';

/** Checks a law on generated cities; the second argument has the figures of the day itself. */
const checkLaw = (law: (day: LawDay, kpis: DayKpis) => void, days = lawDays): void => {
  fc.assert(
    fc.property(days, (day) => {
      law(day, figuresOf(day));
    }),
    { numRuns: 25 },
  );
};

const withRequests = (day: LawDay, requests: readonly TripDemand[]): LawDay => ({
  ...day,
  city: { ...day.city, requests },
});

const shifted = (request: TripDemand, seconds: number): TripDemand => ({
  ...request,
  departureSeconds: request.departureSeconds + seconds,
  departureMs: request.departureMs + seconds * 1_000,
});

/** All figures but those by hour, which a shift moves. */
const withoutHours = ({ servedByHour: _, ...rest }: DayKpis) => rest;

describe('the figures of a simulated day', () => {
  it('are bounded: shares from 0 to 100, waits by the patience, parts by their whole', () => {
    checkLaw(({ rules, city }, kpis) => {
      expect(kpis.served + kpis.lost).toBe(city.requests.length);
      const shares = [
        kpis.servedPercent,
        kpis.servedRideTimePercent,
        kpis.emptyKmPercent,
        kpis.utilisationPercent,
        kpis.withRiderPercent,
        kpis.matchRatePercent,
      ];
      for (const share of shares) {
        expect(share ?? 0).toBeGreaterThanOrEqual(0);
        expect(share ?? 0).toBeLessThanOrEqual(100);
      }
      expect(kpis.withRiderPercent ?? 0).toBeLessThanOrEqual(kpis.utilisationPercent ?? 0);
      expect(kpis.waitSeconds.p95 ?? 0).toBeLessThanOrEqual(rules.patienceSeconds + 0.1);
    });
  });

  it('split: the groups by length, hour and zone add up to the day', () => {
    checkLaw((_day, kpis) => {
      for (const groups of [kpis.servedByLength, kpis.servedByHour, kpis.servedByZone]) {
        const sum = (of: (group: { requests: number; served: number }) => number): number =>
          groups.reduce((total, group) => total + of(group), 0);
        expect(sum(({ requests }) => requests)).toBe(kpis.requests);
        expect(sum(({ served }) => served)).toBe(kpis.served);
      }
    });
  });

  it('shift: a later day has the same figures', () => {
    checkLaw((day, kpis) => {
      const later = day.city.requests.map((request) => shifted(request, 3 * 86_400));
      expect(withoutHours(figuresOf(withRequests(day, later)))).toEqual(withoutHours(kpis));
    });
  });

  it('permute: the order of the rows of a file has no effect', () => {
    checkLaw((day, kpis) => {
      const { requests, vehicles, network } = day.city;
      const city = { network, requests: mixed(requests), vehicles: mixed(vehicles) };
      expect(figuresOf({ ...day, city })).toEqual(kpis);
    });
  });

  it('scale: streets of twice the length double the kilometres and change nothing else', () => {
    checkLaw((day, kpis) => {
      const network = scaledNetwork({ seconds: 1, meters: 2 });
      const long = figuresOf({ ...day, city: { ...day.city, network } });
      expect(long).toMatchObject({
        served: kpis.served,
        waitSeconds: kpis.waitSeconds,
        utilisationPercent: kpis.utilisationPercent,
      });
      for (const key of ['pickupMeters', 'tripMeters', 'repositionMeters'] as const) {
        expect(Math.abs(long[key] - 2 * kpis[key])).toBeLessThanOrEqual(1);
      }
    });
  });

  it('scale: a city in which everything takes twice as long serves the same riders', () => {
    // Constants in seconds of `anticipatory` and of the repositioning do not scale.
    const days = lawDays.filter(
      ({ policy, rules }) => policy !== 'anticipatory' && !rules.reposition,
    );
    checkLaw((day, kpis) => {
      const slow = {
        ...day,
        city: {
          ...day.city,
          network: scaledNetwork({ seconds: 2, meters: 1 }),
          requests: day.city.requests.map((each) => shifted(each, each.departureSeconds)),
        },
        rules: doubled(day.rules),
      };
      const figures = figuresOf(slow);
      expect(figures.served).toBe(kpis.served);
      expect(figures.servedByLength).toEqual(kpis.servedByLength);
      expect(figures.pickupMeters).toBe(kpis.pickupMeters);
      const { mean } = figures.waitSeconds;
      if (kpis.waitSeconds.mean !== null) expect(mean).toBeCloseTo(2 * kpis.waitSeconds.mean, 0);
    }, days);
  });

  it('a rider who comes days later adds that rider only', () => {
    checkLaw((day, kpis) => {
      const [first] = day.city.requests;
      if (!first) return;
      const late = { ...shifted(first, 10 * 86_400), id: 'late' };
      const figures = figuresOf(withRequests(day, [...day.city.requests, late]));
      expect(figures.requests).toBe(kpis.requests + 1);
      expect(figures.served - kpis.served).toBeGreaterThanOrEqual(0);
      expect(figures.served - kpis.served).toBeLessThanOrEqual(1);
      expect(figures.serviceHours - kpis.serviceHours).toBeLessThanOrEqual(2);
    });
  });

  it('zero demand: a day without requests has no figure that divides by them', () => {
    checkLaw((day) => {
      expect(figuresOf(withRequests(day, []))).toMatchObject({
        requests: 0,
        servedPercent: null,
        servedRideTimePercent: null,
        waitSeconds: { mean: null, p50: null, p95: null },
        emptyKmPercent: null,
        utilisationPercent: null,
        serviceHours: 0,
      });
    });
  });

  it('patience 0: only a rider beside whom a car stands at the decision is served', () => {
    checkLaw((day) => {
      const rules = { ...day.rules, acceptRate: 1, thinkSeconds: 0, patienceSeconds: 0 };
      const figures = figuresOf({ ...day, rules });
      expect(figures.waitSeconds.p95 ?? 0).toBe(0);
      expect(figures.pickupMeters).toBe(0);
    });
  });
});

/** Another order of the items, with neighbours far apart. */
const mixed = <T>(items: readonly T[]): T[] => [
  ...items.filter((_, i) => i % 2 === 1).reverse(),
  ...items.filter((_, i) => i % 2 === 0),
];

const doubled = (rules: LawDay['rules']): LawDay['rules'] => ({
  ...rules,
  windowSeconds: 2 * rules.windowSeconds,
  patienceSeconds: 2 * rules.patienceSeconds,
  thinkSeconds: 2 * rules.thinkSeconds,
  offerSeconds: 2 * rules.offerSeconds,
  retrySeconds: 2 * rules.retrySeconds,
});

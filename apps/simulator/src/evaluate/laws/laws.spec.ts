import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { TripDemand } from '#scenario';
import type { DayKpis } from '../kpis/day-kpis.js';
import {
  dayOf,
  figuresOf,
  lawSeeds,
  lawStations,
  networkWithOutpost,
  OUTPOST,
  plainSeeds,
  planOf,
  recordOf,
  scaledNetwork,
  wholeSeeds,
  type LawDay,
} from './law-city.js';

/** Checks a law on generated days, with the figures of each. */
const checkLaw = (law: (day: LawDay, kpis: DayKpis) => void, seeds = lawSeeds): void => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const day = dayOf(seed);
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

/**
 * Matches equal figures. Numbers may differ by the last digit that a figure is rounded to, because
 * later times have fewer bits for a fraction of a second.
 */
const almost = (value: unknown): unknown => {
  if (typeof value === 'number') return expect.closeTo(value, 0);
  if (Array.isArray(value)) return value.map(almost);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, almost(each)]));
};

/** All figures but those by hour, which a shift moves. */
const withoutHours = ({ servedByHour: _, ...rest }: DayKpis) => rest;

describe('figures of a simulated day', () => {
  it('bounds: shares are from 0 to 100, waits at most the patience, parts at most their whole', () => {
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
      expect(kpis.cancelled.waiting + kpis.cancelled.assigned).toBeLessThanOrEqual(kpis.lost);
      expect(kpis.cancelled.pickupMeters).toBeLessThanOrEqual(kpis.pickupMeters + 1);
      expect(kpis.dutyHours).toBeLessThanOrEqual(kpis.serviceHours * city.vehicles.length);
      expect(kpis.charging.driveMeters).toBeLessThanOrEqual(kpis.repositionMeters + 1);
    }, wholeSeeds);
  });

  it('split: the groups by length, hour and zone add up to the day', () => {
    checkLaw((_day, kpis) => {
      for (const groups of [kpis.servedByLength, kpis.servedByHour, kpis.servedByZone]) {
        const sum = (of: (group: { requests: number; served: number }) => number): number =>
          groups.reduce((total, group) => total + of(group), 0);
        expect(sum(({ requests }) => requests)).toBe(kpis.requests);
        expect(sum(({ served }) => served)).toBe(kpis.served);
      }
    }, wholeSeeds);
  });

  it('shift: a later day has the same figures', () => {
    checkLaw((day, kpis) => {
      const later = day.city.requests.map((request) => shifted(request, 3 * 86_400));
      const figures = figuresOf(withRequests(day, later));
      expect(withoutHours(figures)).toEqual(almost(withoutHours(kpis)));
    });
  });

  it('permute: the order of the rows of a file has no effect', () => {
    checkLaw((day, kpis) => {
      const { requests, vehicles, network } = day.city;
      const city = { network, requests: mixed(requests), vehicles: mixed(vehicles) };
      expect(figuresOf({ ...day, city: { ...day.city, ...city } })).toEqual(kpis);
    }, wholeSeeds);
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
    // Hours, and constants in seconds of `anticipatory` and of the repositioning, do not scale.
    const seeds = plainSeeds
      .filter(({ policy, reposition }) => policy !== 'anticipatory' && !reposition)
      .map((seed) => ({ ...seed, speedByHour: undefined }));
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
    }, seeds);
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

  it('an unservable rider is lost and changes the service of no other rider', () => {
    // A policy that repositions may send cars towards the rider.
    const seeds = lawSeeds.filter(({ policy }) => policy !== 'anticipatory');
    checkLaw((seedDay) => {
      const rules = { ...seedDay.rules, reposition: false };
      const city = { ...seedDay.city, network: networkWithOutpost() };
      const day = { ...seedDay, rules, city };
      const kpis = figuresOf(day);
      const outside = city.requests.slice(0, 3).map((request, i) => ({
        ...request,
        id: `outside ${i}`,
        origin: OUTPOST,
      }));
      const figures = figuresOf(withRequests(day, [...city.requests, ...outside]));
      expect(figures.served).toBe(kpis.served);
      expect(figures.lost).toBe(kpis.lost + outside.length);
      expect(figures.waitSeconds).toEqual(kpis.waitSeconds);
      expect(figures.pickupMeters).toBe(kpis.pickupMeters);
    }, seeds);
  });

  it('one car: every rider is served or lost as a calculation by hand says', () => {
    const seeds = plainSeeds.map((seed) => ({
      ...seed,
      policy: 'nearest',
      cars: 1,
      hesitant: false,
      reposition: false,
      seats: undefined,
      speedByHour: undefined,
    }));
    checkLaw((day) => {
      const { rides } = recordOf(day);
      const pickups = rides.map((ride) => (ride.status === 'served' ? ride.pickedUpSeconds : null));
      const expected = pickupsOfOneCar(day);
      expect(pickups.map((each) => each !== null)).toEqual(expected.map((each) => each !== null));
      expect(pickups).toEqual(almost(expected));
    }, seeds);
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

  it('neutral: shifts of a whole day, riders who never cancel and full batteries change nothing', () => {
    checkLaw((day, kpis) => {
      const neutral: Partial<LawDay['rules']> = {
        boardingSeconds: 0,
        shifts: [{ startSeconds: 0, endSeconds: 86_400, cars: 'rest' }],
        breaks: { seconds: 60, everySeconds: 86_400 * 7 },
        cancelAfter: { distribution: 'constant', meanSeconds: 86_400, spread: 0 },
        charging: { belowSoc: 0, toSoc: 1 },
      };
      const city = { ...day.city, stations: lawStations };
      const { charging, ...figures } = figuresOf({
        city,
        policy: day.policy,
        rules: { ...day.rules, ...neutral },
      });
      const { charging: _, ...expected } = kpis;
      expect(figures).toEqual(expected);
      expect(charging).toMatchObject({ sessions: 0, stranded: 0 });
      expect(charging.endSocPercent).toBeGreaterThan(50);
    }, plainSeeds);
  });

  it('no duty: a fleet whose shifts begin after the last rider serves no rider', () => {
    checkLaw((day) => {
      const shifts = [{ startSeconds: 80_000, endSeconds: 86_400, cars: 'rest' as const }];
      const { breaks: _, ...rules } = day.rules;
      expect(figuresOf({ ...day, rules: { ...rules, shifts } })).toMatchObject({
        served: 0,
        dutyHours: 0,
        utilisationPercent: null,
        offers: { made: 0 },
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

/**
 * When the only car picks up each rider: whenever it is free at the end of a window, it takes the
 * first rider who is still waiting and whom it can reach in time. Null for a lost rider.
 */
function pickupsOfOneCar(day: LawDay): (number | null)[] {
  const { rides, startNodes, times } = planOf(day);
  const { windowSeconds, patienceSeconds } = day.rules;
  const pickups = rides.map((): number | null => null);
  let [node, freeAt] = [startNodes[0]!, 0];
  const end = Math.max(0, ...rides.map(({ departureSeconds }) => departureSeconds));
  for (let at = 0; at <= end + patienceSeconds; at += windowSeconds) {
    if (freeAt > at) continue;
    const next = rides.find(({ departureSeconds, pickupNode, index }) => {
      const pickup = at + times.seconds(node, pickupNode);
      const isWaiting = departureSeconds <= at && pickups[index] === null;
      return isWaiting && pickup - departureSeconds <= patienceSeconds;
    });
    if (!next) continue;
    const pickedUp = at + times.seconds(node, next.pickupNode);
    pickups[next.index] = pickedUp;
    [node, freeAt] = [next.dropoffNode, pickedUp + next.tripSeconds];
  }
  return pickups;
}

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
  pooling: rules.pooling && {
    ...rules.pooling,
    maxDetourSeconds: 2 * rules.pooling.maxDetourSeconds,
  },
});

import fc from 'fast-check';
import type { Position } from '#contracts';
import { createPolicy, policyNames } from '#dispatch';
import { generateGrid, RoadNetwork, TravelTimes } from '#geo';
import {
  generateDemand,
  generateFleet,
  type ChargingStation,
  type FleetVehicle,
  type TripDemand,
} from '#scenario';
import {
  orderCity,
  planCity,
  SeededRandom,
  simulateDay,
  type DayRecord,
  type DayRules,
  type PlannedCity,
} from '#simulation';
import { computeKpis, type DayKpis } from '../kpis/day-kpis.js';

/** A generated city for a law. */
export interface LawCity {
  readonly network: RoadNetwork;
  readonly requests: readonly TripDemand[];
  readonly vehicles: readonly FleetVehicle[];
  readonly stations?: readonly ChargingStation[] | undefined;
}

/** The rules of a fleet and of riders that laws vary together. */
export type LawFleet = Pick<
  DayRules,
  'boardingSeconds' | 'cancelAfter' | 'acceptFalls' | 'shifts' | 'breaks' | 'charging'
>;

export interface LawDay {
  readonly policy: string;
  readonly city: LawCity;
  readonly rules: DayRules;
}

const network = generateGrid({ rows: 14, columns: 7 });

/** What a law day is generated from; a counterexample prints it. */
export interface LawSeed {
  readonly policy: string;
  readonly seed: number;
  readonly cars: number;
  readonly requestsPerHour: number;
  readonly windowSeconds: number;
  readonly patienceSeconds: number;
  readonly hesitant: boolean;
  readonly reposition: boolean | undefined;
  readonly seats: number | undefined;
  readonly speedByHour: readonly number[] | undefined;
  readonly fleet: LawFleet;
}

const PLAIN_FLEET: LawFleet = {};
/** Holds for a day that is shifted by whole days. */
const DAILY_FLEET: LawFleet = {
  boardingSeconds: 20,
  cancelAfter: { distribution: 'exponential', meanSeconds: 400, spread: 0 },
  acceptFalls: { share: 0.02, per: 'minute' },
  shifts: [
    { startSeconds: 0, endSeconds: 2_000, cars: { share: 0.4 } },
    { startSeconds: 1_000, endSeconds: 86_400, cars: 'rest' },
  ],
};
const WHOLE_FLEET: LawFleet = {
  ...DAILY_FLEET,
  breaks: { seconds: 300, everySeconds: 1_200 },
  charging: { belowSoc: 0.3, toSoc: 0.5 },
};

/** The second half of the law days is slow. */
const RUSH = Array.from({ length: 24 }, (_, hour) => (hour === 0 ? 0.5 : 0.25));

/** Small cities with few or many cars, any policy and any behaviour of drivers. */
export const lawSeeds: fc.Arbitrary<LawSeed> = fc.record({
  policy: fc.constantFrom(...policyNames),
  seed: fc.nat(999),
  cars: fc.integer({ min: 1, max: 15 }),
  requestsPerHour: fc.constantFrom(20, 120),
  windowSeconds: fc.constantFrom(10, 30),
  patienceSeconds: fc.constantFrom(200, 600),
  hesitant: fc.boolean(),
  reposition: fc.constantFrom(undefined, true, false),
  seats: fc.constantFrom(undefined, undefined, 4),
  speedByHour: fc.constantFrom(undefined, undefined, RUSH),
  fleet: fc.constantFrom(PLAIN_FLEET, DAILY_FLEET),
});

/** With breaks and batteries, which count from midnight of the first day. */
export const wholeSeeds: fc.Arbitrary<LawSeed> = lawSeeds.chain((seed) =>
  fc.constantFrom(seed, { ...seed, fleet: WHOLE_FLEET }),
);

/** Without the rules of fleets and riders. */
export const plainSeeds: fc.Arbitrary<LawSeed> = lawSeeds.map((seed) => ({
  ...seed,
  fleet: PLAIN_FLEET,
}));

/** Generates the day of a seed. */
export function dayOf({
  policy,
  cars,
  requestsPerHour,
  hesitant,
  seats,
  fleet,
  ...rules
}: LawSeed): LawDay {
  const answers = hesitant
    ? { acceptRate: 0.7, thinkSeconds: 4 }
    : { acceptRate: 1, thinkSeconds: 0 };
  return {
    policy,
    city: {
      ...cityOf(rules.seed, cars, requestsPerHour),
      stations: fleet.charging && lawStations,
    },
    rules: {
      ...rules,
      ...answers,
      ...fleet,
      offerSeconds: 15,
      retrySeconds: 30,
      pooling: seats === undefined ? undefined : { seats, maxDetourSeconds: 300 },
    },
  };
}

/** Two stations, at which a few cars queue. */
export const lawStations: readonly ChargingStation[] = [3, 60].map((node) => ({
  id: `s${node}`,
  position: network.position(node),
  chargers: [{ kind: 'fast', kilowatts: 50, count: 2 }],
}));

function cityOf(seed: number, cars: number, requestsPerHour: number): LawCity {
  const random = new SeededRandom(seed, 'law');
  const requests = generateDemand({ network, seed, minutes: 75, requestsPerHour });
  return { network, requests, vehicles: generateFleet(network, cars, () => random.next()) };
}

/** Puts a day on its roads. */
export function planOf({ city }: LawDay): PlannedCity {
  const times = new TravelTimes(city.network);
  return planCity(orderCity({ ...city, name: '', times }));
}

/** Simulates a day. */
export function recordOf(day: LawDay, plan = planOf(day)): DayRecord {
  return simulateDay(plan, createPolicy(day.policy, plan.times), day.rules);
}

/** The figures of a day. */
export function figuresOf(day: LawDay): DayKpis {
  const plan = planOf(day);
  return computeKpis(recordOf(day, plan), plan);
}

/** The same network with other travel times and lengths. */
export const scaledNetwork = (factor: { seconds: number; meters: number }): RoadNetwork =>
  new RoadNetwork({
    name: 'scaled',
    positions: positionsOf(),
    links: linksOf().map((link) => ({
      ...link,
      seconds: link.seconds * factor.seconds,
      meters: link.meters * factor.meters,
    })),
  });

/** A position far outside the town, for `networkWithOutpost`. */
export const OUTPOST: Position = { lat: 41.2, lng: -74 };

/** The same network with a junction outside the town, to which the road takes three hours. */
export function networkWithOutpost(): RoadNetwork {
  const outpost = network.nodeCount;
  const road = { seconds: 10_800, meters: 60_000 };
  return new RoadNetwork({
    name: 'with an outpost',
    positions: [...positionsOf(), OUTPOST],
    links: [...linksOf(), { ...road, from: 0, to: outpost }, { ...road, from: outpost, to: 0 }],
  });
}

const positionsOf = (): Position[] =>
  Array.from({ length: network.nodeCount }, (_, node) => network.position(node));

function linksOf() {
  const { offsets, heads, seconds, meters } = network.forward;
  return positionsOf().flatMap((_, from) =>
    Array.from(heads.subarray(offsets[from], offsets[from + 1]), (to, i) => {
      const link = offsets[from]! + i;
      return { from, to, seconds: seconds[link]!, meters: meters[link]! };
    }),
  );
}

import fc from 'fast-check';
import { createPolicy, policyNames } from '#dispatch';
import { generateGrid, RoadNetwork, TravelTimes } from '#geo';
import { generateDemand, generateFleet, type FleetVehicle, type TripDemand } from '#scenario';
import { orderCity, planCity, SeededRandom, simulateDay, type DayRules } from '#simulation';
import { computeKpis, type DayKpis } from '../kpis/day-kpis.js';

/** A generated city for a law. */
export interface LawCity {
  readonly network: RoadNetwork;
  readonly requests: readonly TripDemand[];
  readonly vehicles: readonly FleetVehicle[];
}

export interface LawDay {
  readonly policy: string;
  readonly city: LawCity;
  readonly rules: DayRules;
}

const network = generateGrid({ rows: 14, columns: 7 });

/** Small generated cities with few or many cars, any policy and any behaviour of drivers. */
export const lawDays: fc.Arbitrary<LawDay> = fc
  .record({
    policy: fc.constantFrom(...policyNames),
    seed: fc.nat(999),
    cars: fc.integer({ min: 1, max: 15 }),
    requestsPerHour: fc.constantFrom(20, 120),
    windowSeconds: fc.constantFrom(10, 30),
    patienceSeconds: fc.constantFrom(200, 600),
    answers: fc.constantFrom(
      { acceptRate: 1, thinkSeconds: 0 },
      { acceptRate: 0.7, thinkSeconds: 4 },
    ),
    reposition: fc.constantFrom(undefined, true, false),
  })
  .map(({ policy, seed, cars, requestsPerHour, answers, ...rest }) => ({
    policy,
    city: cityOf(seed, cars, requestsPerHour),
    rules: { ...rest, ...answers, offerSeconds: 15, retrySeconds: 30, seed },
  }));

function cityOf(seed: number, cars: number, requestsPerHour: number): LawCity {
  const random = new SeededRandom(seed, 'law');
  const requests = generateDemand({ network, seed, minutes: 50, requestsPerHour });
  return { network, requests, vehicles: generateFleet(network, cars, () => random.next()) };
}

/** The figures of a day. */
export function figuresOf({ policy, city, rules }: LawDay): DayKpis {
  const times = new TravelTimes(city.network);
  const plan = planCity(orderCity({ ...city, name: '', times }));
  return computeKpis(simulateDay(plan, createPolicy(policy, times), rules), plan);
}

/** The same network with other travel times and lengths. */
export const scaledNetwork = (factor: { seconds: number; meters: number }): RoadNetwork =>
  networkWith(({ seconds, meters }) => ({
    seconds: seconds * factor.seconds,
    meters: meters * factor.meters,
  }));

interface Cost {
  readonly seconds: number;
  readonly meters: number;
}

function networkWith(cost: (link: Cost) => Cost): RoadNetwork {
  const { offsets, heads, seconds, meters } = network.forward;
  const positions = Array.from({ length: network.nodeCount }, (_, node) => network.position(node));
  const links = positions.flatMap((_, from) =>
    Array.from({ length: offsets[from + 1]! - offsets[from]! }, (_each, i) => {
      const link = offsets[from]! + i;
      const { seconds: time, meters: length } = cost({
        seconds: seconds[link]!,
        meters: meters[link]!,
      });
      return { from, to: heads[link]!, seconds: time, meters: length };
    }),
  );
  return new RoadNetwork({ name: 'scaled', positions, links });
}

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelTimes, generateGrid } from '#geo';
import { planFleet } from './fleet-plan.js';
import { requestProbabilities } from './request-probabilities.js';
import { Zones } from './zones.js';

const network = generateGrid({ rows: 40, columns: 12 });
const zones = new Zones(new TravelTimes(network));

const fleets = fc.array(
  fc.record({ node: fc.nat(network.nodeCount - 1), busySeconds: fc.constantFrom(0, 0, 50, 500) }),
  { maxLength: 30 },
);
/** Idle cars only, and so few that every plan can be tried. */
const smallFleets = fc.array(
  fc.record({ node: fc.nat(network.nodeCount - 1), busySeconds: fc.constant(0) }),
  { maxLength: 3 },
);
const demands = fc
  .array(fc.nat(4), { minLength: zones.count, maxLength: zones.count })
  .map((counts) => Float64Array.from(counts));

const plan = (fleet: readonly { node: number; busySeconds: number }[], expected: Float64Array) => {
  const drivers = fleet.map((each, i) => ({ ...each, driverId: `d${i}` }));
  return planFleet({ zones, snapshot: { atSeconds: 0, drivers }, expected });
};

describe('Zones', () => {
  it('every junction belongs to a zone, and each zone contains its own centre', () => {
    expect(zones.count).toBeGreaterThan(3);
    for (let node = 0; node < network.nodeCount; node++) {
      expect(zones.findZone(node)).toBeLessThan(zones.count);
    }
    zones.centers.forEach((center, zone) => {
      expect(zones.findZone(center)).toBe(zone);
    });
  });
});

describe('planFleet', () => {
  it('the plan sends only idle cars, each at most once, to another zone', () => {
    fc.assert(
      fc.property(fleets, demands, (fleet, expected) => {
        const sent = plan(fleet, expected);
        expect(new Set(sent.map(({ driver }) => driver)).size).toBe(sent.length);
        for (const { driver, towardsNode } of sent) {
          expect(fleet[driver]!.busySeconds).toBe(0);
          expect(zones.findZone(towardsNode)).not.toBe(zones.findZone(fleet[driver]!.node));
        }
      }),
    );
  });

  it('no other plan adds more expected riders for its drives', () => {
    fc.assert(
      fc.property(smallFleets, demands, (fleet, expected) => {
        const start = zonesOf(fleet);
        const end = start.slice();
        for (const { driver, towardsNode } of plan(fleet, expected)) {
          end[driver] = zones.findZone(towardsNode);
        }
        const riders = Array.from(expected, requestProbabilities);
        const valueOf = (places: readonly number[]) => planValue({ start, places, riders });
        const best = Math.max(...allPlaces(start.length).map(valueOf));
        expect(valueOf(end)).toBeCloseTo(best, 3);
      }),
      { numRuns: 60 },
    );
  });

  it('a car that will be free soon is not replaced', () => {
    const zone = zones.findZone(0);
    const next = nearestTo(zone);
    const expected = new Float64Array(zones.count);
    expected[next] = 1;
    const idle = { node: zones.centers[zone]!, busySeconds: 0 };
    expect(plan([idle], expected)).toEqual([{ driver: 0, towardsNode: zones.centers[next] }]);
    const soonFree = { node: zones.centers[next]!, busySeconds: 50 };
    expect(plan([idle, soonFree], expected)).toEqual([]);
    expect(plan([idle, { ...soonFree, busySeconds: 500 }], expected)).toHaveLength(1);
  });

  it('a car stays where it is when a drive adds less than 0.3 expected riders', () => {
    const zone = zones.findZone(0);
    const next = nearestTo(zone);
    const expected = new Float64Array(zones.count);
    const idle = { node: zones.centers[zone]!, busySeconds: 0 };
    // The probability of a request is 26 % with 0.3 expected ones, and 45 % with 0.6.
    expected[next] = 0.3;
    expect(plan([idle], expected)).toEqual([]);
    expected[next] = 0.6;
    expect(plan([idle], expected)).toHaveLength(1);
    expected[zone] = 0.6;
    expect(plan([idle], expected)).toEqual([]);
  });
});

/** The other zone from which the drive is the shortest. */
function nearestTo(zone: number): number {
  const others = [...zones.centers.keys()].filter((other) => other !== zone);
  return others.sort((a, b) => zones.seconds(a, zone) - zones.seconds(b, zone))[0]!;
}

const zonesOf = (fleet: readonly { node: number }[]) =>
  fleet.map(({ node }) => zones.findZone(node));

/** Each way of placing so many cars in the zones. */
function allPlaces(cars: number): number[][] {
  if (cars === 0) return [[]];
  const rest = allPlaces(cars - 1);
  return Array.from({ length: zones.count }, (_, zone) => rest.map((r) => [zone, ...r])).flat();
}

interface Places {
  readonly start: readonly number[];
  readonly places: readonly number[];
  /** By zone: the expected riders of its first car, its second car and so on. */
  readonly riders: readonly (readonly number[])[];
}

/** The expected riders of the cars at 4,000 s each, less the drives and 0.3 riders a drive. */
function planValue({ start, places, riders }: Places): number {
  const counts = new Map<number, number>();
  let value = 0;
  places.forEach((zone, car) => {
    const count = counts.get(zone) ?? 0;
    counts.set(zone, count + 1);
    value += Math.round(4_000 * (riders[zone]![count] ?? 0));
    if (zone !== start[car]) value -= 1_200 + zones.seconds(start[car]!, zone);
  });
  return value;
}

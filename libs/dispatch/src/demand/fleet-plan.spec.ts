import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelTimes, generateGrid } from '#geo';
import { planFleet } from './fleet-plan.js';
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
  { maxLength: 5 },
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

  it('a zone receives at most the cars that it lacks, and keeps those that it needs', () => {
    fc.assert(
      fc.property(fleets, demands, (fleet, expected) => {
        const idle = new Float64Array(zones.count);
        const soon = new Float64Array(zones.count);
        for (const { node, busySeconds } of fleet) {
          if (busySeconds === 0) idle[zones.findZone(node)]! += 1;
          else if (busySeconds < 100) soon[zones.findZone(node)]! += 1;
        }
        const after = idle.slice();
        for (const { driver, towardsNode } of plan(fleet, expected)) {
          after[zones.findZone(fleet[driver]!.node)]! -= 1;
          after[zones.findZone(towardsNode)]! += 1;
        }
        after.forEach((cars, zone) => {
          const wanted = Math.max(0, expected[zone]! - soon[zone]!);
          if (cars > idle[zone]!) expect(cars).toBeLessThanOrEqual(wanted);
          if (cars < idle[zone]!) expect(cars).toBeGreaterThanOrEqual(wanted);
        });
      }),
    );
  });

  it('no surplus car stays idle while a zone lacks a car', () => {
    fc.assert(
      fc.property(fleets, demands, (fleet, expected) => {
        const lacking = expected.slice();
        for (const { node, busySeconds } of fleet) {
          if (busySeconds < 100) lacking[zones.findZone(node)]! -= 1;
        }
        const spare = lacking.reduce((sum, count) => sum + Math.max(0, -count), 0);
        const missing = lacking.reduce((sum, count) => sum + Math.max(0, count), 0);
        const soonOnly = fleet.some(({ busySeconds }) => busySeconds === 50);
        if (!soonOnly) expect(plan(fleet, expected)).toHaveLength(Math.min(spare, missing));
      }),
    );
  });

  it('no other plan with as many cars drives less', () => {
    fc.assert(
      fc.property(smallFleets, demands, (fleet, expected) => {
        const sent = plan(fleet, expected);
        const driven = sent.reduce(
          (sum, { driver, towardsNode }) =>
            sum + zones.seconds(zones.findZone(fleet[driver]!.node), zones.findZone(towardsNode)),
          0,
        );
        expect(driven).toBeCloseTo(leastDriving(fleet, expected, sent.length), 3);
      }),
    );
  });
});

/** The least driving of a plan, by a search through all of them. */
function leastDriving(
  fleet: readonly { node: number }[],
  expected: Float64Array,
  moves: number,
): number {
  const missing = expected.map(Math.round);
  const spare: number[] = [];
  for (const { node } of fleet) {
    const zone = zones.findZone(node);
    if (missing[zone]! > 0) missing[zone]! -= 1;
    else spare.push(zone);
  }
  const gaps = [...missing.keys()].filter((zone) => missing[zone]! > 0);
  const search = (car: number, left: number): number => {
    if (left === 0) return 0;
    if (spare.length - car < left) return Infinity;
    let least = search(car + 1, left);
    for (const gap of gaps) {
      if (missing[gap] === 0) continue;
      missing[gap]! -= 1;
      least = Math.min(least, zones.seconds(spare[car]!, gap) + search(car + 1, left - 1));
      missing[gap]! += 1;
    }
    return least;
  };
  return search(0, moves);
}

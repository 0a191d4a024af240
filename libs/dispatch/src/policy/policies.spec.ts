import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelTimes, generateGrid } from '#geo';
import { allPairings, batches, idPairs, shuffled } from '../../test/batches.js';
import { createDenseBatch, type DenseBatchParts } from '../supply/dense-batch.js';
import type { Pairing } from './dispatch-policy.js';
import { createPolicy, policyNames, requirePolicy } from './policies.js';

const times = new TravelTimes(generateGrid({ rows: 4, columns: 4 }));

/** The decision of a policy, as indices into the lists of `parts`. */
function decide(name: string, parts: DenseBatchParts): Pairing[] {
  const batch = createDenseBatch(parts);
  return createPolicy(name, times)
    .decide(batch)
    .map(({ request, driver }) => ({
      request: parts.requests.indexOf(batch.requests[request]!),
      driver: parts.drivers.indexOf(batch.drivers[driver]!),
    }));
}

const pickupOf = (batch: DenseBatchParts, { request, driver }: Pairing) =>
  batch.pickupSeconds[request * batch.drivers.length + driver]!;

const totalPickup = (batch: DenseBatchParts, pairings: readonly Pairing[]) =>
  pairings.reduce((sum, pairing) => sum + pickupOf(batch, pairing), 0);

/** The best assignment by brute force: most pairs first, then the least cost. */
function bestOf(batch: DenseBatchParts, extra: (request: number) => number) {
  const scored = allPairings(batch).map((driverOf) => {
    const pairings = driverOf.flatMap((driver, request) =>
      driver < 0 ? [] : [{ request, driver }],
    );
    const cost = pairings.reduce((sum, { request }) => sum + extra(request), 0);
    return { count: pairings.length, cost: cost + totalPickup(batch, pairings) };
  });
  const count = Math.max(...scored.map((each) => each.count));
  return { count, cost: Math.min(...scored.filter((s) => s.count === count).map((s) => s.cost)) };
}

describe.each(policyNames)('the policy %s', (name) => {
  const { asksSeveral, lookaheadSeconds } = createPolicy(name, times);
  const busy = lookaheadSeconds > 0;

  it('no driver is asked twice, while busy, or without a route', () => {
    fc.assert(
      fc.property(batches({ busy }), (batch) => {
        const pairings = decide(name, batch);
        expect(new Set(pairings.map(({ driver }) => driver)).size).toBe(pairings.length);
        for (const pairing of pairings) {
          expect(pickupOf(batch, pairing)).toBeLessThan(Infinity);
          expect(batch.drivers[pairing.driver]!.busySeconds).toBe(0);
        }
      }),
    );
  });

  it(asksSeveral ? 'asks at most three drivers for a trip' : 'gives a trip to one driver', () => {
    fc.assert(
      fc.property(batches({ busy }), (batch) => {
        const asked = new Map<number, number>();
        for (const { request } of decide(name, batch)) {
          asked.set(request, (asked.get(request) ?? 0) + 1);
        }
        expect(Math.max(0, ...asked.values())).toBeLessThanOrEqual(asksSeveral ? 3 : 1);
      }),
    );
  });

  it('the order of riders and drivers in the lists does not change the decision', () => {
    fc.assert(
      fc.property(batches({ busy }), fc.nat(20), (batch, seed) => {
        const other = shuffled(batch, seed);
        expect(idPairs(other, decide(name, other))).toEqual(idPairs(batch, decide(name, batch)));
      }),
    );
  });

  it('a rider whom no driver can reach has no effect on the offers of the other riders', () => {
    fc.assert(
      fc.property(batches({ busy }), fc.nat({ max: 3 }), (batch, count) => {
        const outside = Array.from({ length: count }, (_, i) => ({
          tripId: `outside ${i}`,
          tripSeconds: 600,
          waitingSeconds: 30,
        }));
        const none = new Float32Array(count * batch.drivers.length).fill(Infinity);
        const larger = {
          ...batch,
          requests: [...batch.requests, ...outside],
          pickupSeconds: Float32Array.of(...batch.pickupSeconds, ...none),
        };
        expect(decide(name, larger)).toEqual(decide(name, batch));
      }),
      { numRuns: 300 },
    );
  });

  it('no rider is left without an offer while an idle driver could reach them', () => {
    fc.assert(
      fc.property(batches(), (batch) => {
        const pairings = decide(name, batch);
        const served = new Set(pairings.map(({ request }) => request));
        const asked = new Set(pairings.map(({ driver }) => driver));
        for (let request = 0; request < batch.requests.length; request++) {
          for (let driver = 0; driver < batch.drivers.length; driver++) {
            if (served.has(request) || asked.has(driver)) continue;
            expect(pickupOf(batch, { request, driver })).toBe(Infinity);
          }
        }
      }),
    );
  });
});

describe('the objectives of the policies', () => {
  it.each([
    ['batched', () => () => 0],
    [
      'batched-fair',
      ({ requests }: DenseBatchParts) =>
        (r: number) =>
          -requests[r]!.waitingSeconds,
    ],
    [
      'throughput',
      ({ requests }: DenseBatchParts) =>
        (r: number) =>
          requests[r]!.tripSeconds / 2,
    ],
  ] as const)('%s is the best of all assignments', (name, extraOf) => {
    fc.assert(
      fc.property(batches({ maxRequests: 5, maxDrivers: 5 }), (batch) => {
        const extra = extraOf(batch);
        const pairings = decide(name, batch);
        const cost = pairings.reduce((sum, { request }) => sum + extra(request), 0);
        expect({ count: pairings.length, cost: cost + totalPickup(batch, pairings) }).toEqual(
          bestOf(batch, extra),
        );
      }),
    );
  });

  it('nearest gives riders in the order of request the nearest remaining driver', () => {
    fc.assert(
      fc.property(batches(), (batch) => {
        const order = batch.requests
          .map((request, r) => ({ ...request, r }))
          .sort((a, b) => b.waitingSeconds - a.waitingSeconds || (a.tripId < b.tripId ? -1 : 1));
        const taken = new Set<number>();
        const expected = order.flatMap(({ r: request }) => {
          const free = batch.drivers
            .map(({ driverId }, driver) => ({ driverId, driver }))
            .filter(({ driver }) => !taken.has(driver))
            .map((each) => ({
              ...each,
              seconds: pickupOf(batch, { request, driver: each.driver }),
            }))
            .filter(({ seconds }) => seconds < Infinity)
            .sort((a, b) => a.seconds - b.seconds || (a.driverId < b.driverId ? -1 : 1));
          if (!free[0]) return [];
          taken.add(free[0].driver);
          return [{ request, driver: free[0].driver }];
        });
        expect(idPairs(batch, decide('nearest', batch))).toEqual(idPairs(batch, expected));
      }),
    );
  });

  it('batched-fair serves a rider first who has waited longer by the whole reach', () => {
    const driver = { driverId: 'd', busySeconds: 0 };
    const rider = (tripId: string, waitingSeconds: number) => ({
      tripId,
      waitingSeconds,
      tripSeconds: 300,
    });
    fc.assert(
      fc.property(fc.nat(1200), fc.nat(1200), fc.nat(3600), (near, far, waited) => {
        const batch = {
          requests: [rider('new', waited), rider('old', waited + 1201)],
          drivers: [driver],
          pickupSeconds: Float32Array.of(near, far),
        };
        expect(decide('batched-fair', batch)).toEqual([{ request: 1, driver: 0 }]);
      }),
    );
  });

  it('broadcast makes the offers of batched before it asks second drivers', () => {
    fc.assert(
      fc.property(batches(), (batch) => {
        const first = idPairs(batch, decide('batched', batch));
        expect(idPairs(batch, decide('broadcast', batch))).toEqual(expect.arrayContaining(first));
      }),
    );
  });

  it('anticipatory lets a rider wait for a nearby car that will soon be free', () => {
    const requests = [{ tripId: 't', waitingSeconds: 0, tripSeconds: 300 }];
    const idle = { driverId: 'a', busySeconds: 0 };
    const soon = { driverId: 'b', busySeconds: 30 };
    const batch = { requests, drivers: [idle, soon], pickupSeconds: Float32Array.of(400, 60) };
    expect(decide('anticipatory', batch)).toEqual([]);
    const later = { ...batch, drivers: [idle, { ...soon, busySeconds: 0 }] };
    expect(decide('anticipatory', later)).toEqual([{ request: 0, driver: 1 }]);
  });
});

describe('the names of policies', () => {
  it('createPolicy returns the policy of each name', () => {
    for (const name of policyNames) expect(createPolicy(name, times).name).toBe(name);
  });

  it.each(['fastest', '', 'toString'])('an unknown name throws with the known ones: %j', (name) => {
    expect(() => {
      requirePolicy(name);
    }).toThrow(/Known: nearest, batched/);
  });
});

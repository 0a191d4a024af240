import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DispatchBatch, DispatchRequest } from './dispatch-policy.js';
import { nearestPolicy } from './nearest-policy.js';
import { policies, policyNamed } from './policies.js';

/** Few drivers and few travel times, so that rivals and ties are the rule. */
const candidates = fc.uniqueArray(
  fc.record({
    driverId: fc.constantFrom('ann', 'Bob', 'cid', 'dee', 'Ève'),
    pickupSeconds: fc.nat({ max: 3 }),
    pickupMeters: fc.nat(),
  }),
  { selector: ({ driverId }) => driverId },
);

const batches: fc.Arbitrary<DispatchBatch> = fc
  .array(candidates, { maxLength: 8 })
  .map((lists) => ({
    requests: lists.map((list, i) => ({
      tripId: `t${i}`,
      waitingSeconds: 0,
      candidates: list,
    })),
  }));

/** The definition, word for word. */
function bruteForce({ requests }: DispatchBatch) {
  const taken: string[] = [];
  return requests.flatMap(({ tripId, candidates }) => {
    const idle = candidates.filter(({ driverId }) => !taken.includes(driverId));
    const least = Math.min(...idle.map(({ pickupSeconds }) => pickupSeconds));
    const nearest = idle.filter(({ pickupSeconds }) => pickupSeconds === least);
    const first = nearest.map(({ driverId }) => driverId).sort()[0];
    if (first === undefined) return [];
    taken.push(first);
    return [{ tripId, ...nearest.find(({ driverId }) => driverId === first)! }];
  });
}

const reversed = (request: DispatchRequest) => ({
  ...request,
  candidates: request.candidates.toReversed(),
});

describe('nearestPolicy', () => {
  it('riders in the order of request each get the nearest driver left', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        expect(nearestPolicy.assign(batch)).toEqual(bruteForce(batch));
      }),
    );
  });

  it('no driver and no trip is assigned twice', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const assignments = nearestPolicy.assign(batch);
        expect(new Set(assignments.map(({ driverId }) => driverId)).size).toBe(assignments.length);
        expect(new Set(assignments.map(({ tripId }) => tripId)).size).toBe(assignments.length);
      }),
    );
  });

  it('the order of drivers makes no difference', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const turned = { requests: batch.requests.map(reversed) };
        expect(nearestPolicy.assign(turned)).toEqual(nearestPolicy.assign(batch));
      }),
    );
  });
});

describe('policies', () => {
  it('each is found under its own name', () => {
    for (const [name, policy] of policies) {
      expect(policy.name).toBe(name);
      expect(policyNamed(name)).toBe(policy);
    }
  });

  it.each(['fastest', '', 'toString'])('an unknown name is answered with the known: %j', (name) => {
    expect(() => policyNamed(name)).toThrow(/Known: nearest\b/);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TravelTimes, generateGrid } from '#geo';
import { DemandProfile } from './demand-history.js';
import { Zones } from './zones.js';

const network = generateGrid({ rows: 40, columns: 12 });
const zones = new Zones(new TravelTimes(network));
const DAY = 86_400;

const requests = fc.array(
  fc.record({
    atSeconds: fc.integer({ min: -DAY, max: 9 * DAY }),
    pickupNode: fc.nat(network.nodeCount - 1),
  }),
  { maxLength: 60 },
);

const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);

describe('DemandProfile', () => {
  it('a whole day is expected to have the mean number of requests, from any time on', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 9 }), fc.nat(DAY), (list, days, from) => {
        const profile = new DemandProfile(zones, { requests: list, days });
        expect(total(profile.predict(from, DAY))).toBeCloseTo(list.length / days, 6);
      }),
    );
  });

  it('a request is expected in its own zone and hour only, on every day', () => {
    const profile = new DemandProfile(zones, {
      requests: [{ atSeconds: 8 * 3_600 + 100, pickupNode: 7 }],
      days: 1,
    });
    const zone = zones.findZone(7);
    expect(profile.predict(5 * DAY + 8 * 3_600, 1_800)[zone]).toBeCloseTo(0.5, 9);
    expect(total(profile.predict(5 * DAY + 8 * 3_600, 1_800))).toBeCloseTo(0.5, 9);
    expect(total(profile.predict(9 * 3_600, 3_600))).toBe(0);
    expect(total(profile.predict(8.5 * 3_600, 3_600))).toBeCloseTo(0.5, 9);
  });
});

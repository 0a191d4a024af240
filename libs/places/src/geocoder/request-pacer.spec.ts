import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RequestPacer } from './request-pacer.js';

describe('RequestPacer', () => {
  it('lets the first request begin at once, and the next one an interval later', () => {
    const pacer = new RequestPacer(2);
    expect(pacer.reserve(1_000, 0)).toBe(0);
    expect(pacer.reserve(1_000, 100)).toBe(400);
  });

  it('reserves nothing for a request that would wait too long', () => {
    const pacer = new RequestPacer(1);
    expect([0, 0, 0].map((now) => pacer.reserve(1_000, now))).toEqual([0, 1_000, undefined]);
    expect(pacer.reserve(1_000, 1_000)).toBe(1_000);
  });

  it('leaves an interval between any two requests', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 50 });
    fc.assert(
      fc.property(pauses, (steps) => {
        const pacer = new RequestPacer(1);
        let now = 0;
        const begins = steps.flatMap((step) => {
          now += step;
          const waitMs = pacer.reserve(1_000, now);
          return waitMs === undefined ? [] : [now + waitMs];
        });
        const gaps = begins.slice(1).map((begin, index) => begin - begins[index]!);
        expect(gaps.every((gap) => gap >= 1_000)).toBe(true);
      }),
    );
  });
});

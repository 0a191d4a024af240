import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HeardDrivers, type SilenceRule } from './heard-drivers.js';

const driverIds = fc.nat(15).map(String);
const times = fc.nat(30_000);
const rules = fc.record({
  nowMs: times,
  limitSeconds: fc.oneof(fc.constant(0), fc.double({ min: 0.5, max: 20, noNaN: true })),
  sinceMs: fc.option(times),
});
const steps = fc.array(
  fc.oneof(
    fc.tuple(fc.constant('set' as const), driverIds, fc.option(times)),
    fc.tuple(fc.constant('delete' as const), driverIds),
    fc.tuple(fc.constant('advance' as const), rules),
  ),
);

/** The rule of `silentDriverSql`. */
const isSilent = (seenAtMs: number | null, { nowMs, limitSeconds, sinceMs }: SilenceRule) =>
  limitSeconds > 0 && (seenAtMs ?? sinceMs ?? nowMs) <= nowMs - limitSeconds * 1000;

describe('HeardDrivers', () => {
  it('the silent drivers are those of the rule after any changes, and each change is reported', () => {
    fc.assert(
      fc.property(steps, rules, (taken, last) => {
        const seen = new Map<string, number | null>();
        const shown = new Map<string, boolean>();
        const heard: HeardDrivers = new HeardDrivers((id) => shown.set(id, heard.isSilent(id)));
        for (const step of taken) {
          if (step[0] === 'set') {
            heard.set(step[1], step[2]);
            seen.set(step[1], step[2]);
            shown.set(step[1], heard.isSilent(step[1]));
          } else if (step[0] === 'delete') {
            heard.delete(step[1]);
            seen.delete(step[1]);
            shown.delete(step[1]);
          } else heard.advance(step[1]);
        }
        heard.advance(last);
        for (const [id, seenAtMs] of seen) {
          expect(heard.isSilent(id)).toBe(isSilent(seenAtMs, last));
          expect(shown.get(id)).toBe(isSilent(seenAtMs, last));
        }
        expect([...shown.keys()].sort()).toEqual([...seen.keys()].sort());
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { noReports, staleSeconds } from './report-health.js';

describe('staleSeconds', () => {
  it('off duty, and while positions are accepted, nothing is stale', () => {
    expect(staleSeconds(noReports, 60_000)).toBeUndefined();
    const recent = { ...noReports, onDutySince: 0, acceptedAt: 55_000 };
    expect(staleSeconds(recent, 60_000)).toBeUndefined();
  });

  it('counts from the last accepted position, or from the beginning of the duty', () => {
    expect(staleSeconds({ ...noReports, onDutySince: 0, acceptedAt: 20_000 }, 60_400)).toBe(40);
    expect(staleSeconds({ ...noReports, onDutySince: 30_000 }, 60_000)).toBe(30);
    const earlierDuty = { ...noReports, onDutySince: 55_000, acceptedAt: 1000 };
    expect(staleSeconds(earlierDuty, 60_000)).toBeUndefined();
  });
});

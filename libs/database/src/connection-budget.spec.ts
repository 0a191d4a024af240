import { describe, expect, it } from '@jest/globals';
import { describeShortage } from './connection-budget.js';

const DEFAULTS = { maxConnections: 100, reserved: 3 };

describe('the connections of several processes', () => {
  it('four processes with the default pool fit into the default of PostgreSQL', () => {
    const need = { poolSize: 20, hasRelay: true };
    expect(describeShortage({ ...DEFAULTS, processes: 4 }, need)).toBeUndefined();
  });

  it('the fifth one is told the sum, and the two settings that mend it', () => {
    const need = { poolSize: 20, hasRelay: true };
    const text = describeShortage({ ...DEFAULTS, processes: 5 }, need);
    expect(text).toContain('5 processes may take 115 connections');
    expect(text).toContain('PostgreSQL has 97 for them');
    expect(text).toContain('DATABASE_POOL_SIZE to 16 or less at each, or max_connections to 118');
  });

  it('the advice fits: with it no process is warned', () => {
    for (let processes = 1; processes <= 30; processes += 1) {
      const budget = { ...DEFAULTS, processes };
      const text = describeShortage(budget, { poolSize: 40, hasRelay: false });
      const advised = Number(/DATABASE_POOL_SIZE to (\d+)/.exec(text ?? '')?.[1] ?? 0);
      const raised = Number(/max_connections to (\d+)/.exec(text ?? '')?.[1] ?? 100);
      if (advised > 0) {
        const smaller = { poolSize: advised, hasRelay: false };
        expect(describeShortage(budget, smaller)).toBeUndefined();
      }
      const larger = { ...budget, maxConnections: raised };
      expect(describeShortage(larger, { poolSize: 40, hasRelay: false })).toBeUndefined();
    }
  });

  it('behind a pooler only the own sessions count', () => {
    const need = { poolSize: 0, hasRelay: true };
    expect(describeShortage({ ...DEFAULTS, processes: 32 }, need)).toBeUndefined();
    expect(describeShortage({ ...DEFAULTS, processes: 33 }, need)).toContain(
      'Set max_connections to 102 or more',
    );
  });
});

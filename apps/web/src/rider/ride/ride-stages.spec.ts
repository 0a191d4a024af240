import { describe, expect, it } from '@jest/globals';
import { stagesOf } from './ride-stages.js';

const statesOf = (status: Parameters<typeof stagesOf>[0]) =>
  stagesOf(status).map(({ state }) => state);

describe('stagesOf', () => {
  it('exactly one stage is now, and all stages before it are done', () => {
    expect(statesOf('matching')).toEqual(['now', 'ahead', 'ahead', 'ahead', 'ahead']);
    expect(statesOf('in_progress')).toEqual(['done', 'done', 'done', 'now', 'ahead']);
    expect(statesOf('completed')).toEqual(['done', 'done', 'done', 'done', 'now']);
  });

  it('a ride that ended early has no stages', () => {
    expect([statesOf('cancelled'), statesOf('no_drivers_available')]).toEqual([[], []]);
  });
});

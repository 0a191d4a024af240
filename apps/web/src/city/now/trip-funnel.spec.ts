import { describe, expect, it } from '@jest/globals';
import { funnelOf } from './trip-funnel.js';

describe('funnelOf', () => {
  const trips = { matching: 2, driver_assigned: 1, in_progress: 7 };
  const stages = new Map(
    funnelOf({ trips, offers: { pending: 1 } }).map((stage) => [stage.name, stage]),
  );

  it('the funnel begins with all trips under way, and each other stage is a share of them', () => {
    expect(stages.get('under_way')).toMatchObject({ count: 10, share: 1 });
    expect(stages.get('in_progress')).toMatchObject({ count: 7, share: 0.7 });
    expect(stages.get('offered')).toMatchObject({ count: 1, share: 0.1 });
  });

  it('a stage without trips is shown', () => {
    expect(stages.get('driver_arrived')).toMatchObject({ count: 0, share: 0 });
  });

  it('the shares of an empty city are 0', () => {
    expect(funnelOf({ trips: {}, offers: {} }).every(({ share }) => share === 0)).toBe(true);
  });
});

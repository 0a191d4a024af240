import { describe, expect, it } from '@jest/globals';
import { acceptanceRate, funnelOf } from './trip-funnel.js';

describe('funnelOf', () => {
  const trips = { matching: 2, in_progress: 1, completed: 5, cancelled: 2 };
  const stages = new Map(
    funnelOf({ trips, offers: { pending: 1 } }).map((stage) => [stage.name, stage]),
  );

  it('the funnel begins with all trips, and each other stage is a share of them', () => {
    expect(stages.get('Requested')).toMatchObject({ count: 10, share: 1 });
    expect(stages.get('Completed')).toMatchObject({ count: 5, share: 0.5, isOver: true });
    expect(stages.get('Offered to a driver')).toMatchObject({ count: 1, share: 0.1 });
  });

  it('a stage without trips is shown', () => {
    expect(stages.get('Driver assigned')).toMatchObject({ count: 0, share: 0 });
  });

  it('the shares of an empty city are 0', () => {
    expect(funnelOf({ trips: {}, offers: {} }).every(({ share }) => share === 0)).toBe(true);
  });
});

describe('acceptanceRate', () => {
  it('open offers do not count', () => {
    expect(acceptanceRate({ offers: { pending: 9, accepted: 3, expired: 1 } })).toBe(0.75);
  });

  it('the rate is undefined before an offer has ended', () => {
    expect(acceptanceRate({ offers: { pending: 9 } })).toBeUndefined();
  });
});

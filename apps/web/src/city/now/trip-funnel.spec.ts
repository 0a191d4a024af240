import { describe, expect, it } from '@jest/globals';
import { acceptance, funnelOf } from './trip-funnel.js';

describe('the funnel', () => {
  const trips = { matching: 2, in_progress: 1, completed: 5, cancelled: 2 };
  const stages = new Map(
    funnelOf({ trips, offers: { pending: 1 } }).map((stage) => [stage.name, stage]),
  );

  it('begins with all trips there are, and each other stage is a share of them', () => {
    expect(stages.get('Requested')).toMatchObject({ count: 10, share: 1 });
    expect(stages.get('Completed')).toMatchObject({ count: 5, share: 0.5, isOver: true });
    expect(stages.get('Offered to a driver')).toMatchObject({ count: 1, share: 0.1 });
  });

  it('shows a stage that nobody is in', () => {
    expect(stages.get('Driver assigned')).toMatchObject({ count: 0, share: 0 });
  });

  it('of an empty city divides by nothing', () => {
    expect(funnelOf({ trips: {}, offers: {} }).every(({ share }) => share === 0)).toBe(true);
  });
});

describe('the acceptance of offers', () => {
  it('leaves open ones out', () => {
    expect(acceptance({ offers: { pending: 9, accepted: 3, expired: 1 } })).toBe(0.75);
  });

  it('isn’t known before an offer came to its end', () => {
    expect(acceptance({ offers: { pending: 9 } })).toBeUndefined();
  });
});

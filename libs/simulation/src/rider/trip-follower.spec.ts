import { describe, expect, it } from '@jest/globals';
import type { Trip } from '#contracts';
import { TripFollower } from './trip-follower.js';

const trip = (status: Trip['status']): Trip => ({ id: 't1', status }) as Trip;

describe('a trip that ended while its rider’s stream was cut', () => {
  it('is missing in the next snapshot, and has to be asked after', () => {
    const follower = new TripFollower(() => undefined);
    follower.onRequested(trip('matching'));
    expect(follower.sync({ trip: null })).toBe('t1');
    follower.onFetched(trip('cancelled'));
    expect(follower.status).toBe('cancelled');
    expect(follower.ended.aborted).toBe(true);
  });

  it('is not asked after before it was requested, while it is there, or once its end is known', () => {
    const follower = new TripFollower(() => undefined);
    expect(follower.sync({ trip: null })).toBeUndefined();
    expect(follower.sync({ trip: trip('matching') })).toBeUndefined();
    follower.onFetched(trip('completed'));
    expect(follower.sync({ trip: null })).toBeUndefined();
  });
});

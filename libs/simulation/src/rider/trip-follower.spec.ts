import { describe, expect, it } from '@jest/globals';
import type { Trip } from '#contracts';
import { TripFollower } from './trip-follower.js';

const trip = (status: Trip['status']): Trip => ({ id: 't1', status }) as Trip;

describe('TripFollower', () => {
  it('a trip that is missing in a snapshot must be fetched, and its end then is known', () => {
    const follower = new TripFollower(() => undefined);
    follower.onRequested(trip('matching'));
    expect(follower.sync({ trip: null })).toBe('t1');
    follower.onFetched(trip('cancelled'));
    expect(follower.status).toBe('cancelled');
    expect(follower.ended.aborted).toBe(true);
  });

  it('no trip must be fetched before the request, while a snapshot has it, or after its end', () => {
    const follower = new TripFollower(() => undefined);
    expect(follower.sync({ trip: null })).toBeUndefined();
    expect(follower.sync({ trip: trip('matching') })).toBeUndefined();
    follower.onFetched(trip('completed'));
    expect(follower.sync({ trip: null })).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { sampleTrip } from '../../test/sample-trip.js';
import {
  initialDriver,
  reduceDriver,
  type DriverMessage,
  type DriverState,
} from './driver-state.js';

const after = (...messages: DriverMessage[]): DriverState =>
  messages.reduce(reduceDriver, initialDriver);

const tipped = (tripId: string, amount: number): DriverMessage =>
  ({
    type: 'trip.tipped',
    data: { tripId, tip: { amount, currency: 'USD' } },
  }) as DriverMessage;

describe('reduceDriver', () => {
  it('a tip changes nothing but the latest tip, also during the next trip', () => {
    const next = sampleTrip('in_progress', { id: 'next' });
    const state = after({ type: 'answer', trip: next }, tipped('before', 200));
    expect(state).toEqual({
      ...after({ type: 'answer', trip: next }),
      latestTip: { tripId: 'before', tip: { amount: 200, currency: 'USD' } },
    });
    expect(after(tipped('one', 200), tipped('two', 300)).latestTip?.tripId).toBe('two');
  });

  it('a snapshot keeps the latest tip', () => {
    const data = { availability: 'online', offer: null, trip: null } as const;
    const { latestTip } = after(tipped('one', 200), { type: 'stream.snapshot', data });
    expect(latestTip?.tripId).toBe('one');
  });
});

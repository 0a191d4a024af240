import { describe, expect, it } from '@jest/globals';
import type { Reposition } from '#contracts';
import {
  initialDriver,
  reduceDriver,
  type DriverMessage,
  type DriverState,
} from './driver-state.js';

const suggestion: Reposition = {
  id: 'one',
  status: 'suggested',
  target: { lat: 40.76, lng: -73.97 },
  targetName: null,
  reason: 'riders_expected',
  expectedRiders: 3,
  withinSeconds: 600,
  travelSeconds: 240,
  distanceMeters: 1800,
  createdAt: '2026-03-01T12:00:00.000Z',
  expiresAt: '2026-03-01T12:00:30.000Z',
};
const later = '2026-03-01T12:10:30.000Z';
const accepted: Reposition = { ...suggestion, status: 'accepted', expiresAt: later };

const message = (type: string, data: object): DriverMessage =>
  ({ type, data }) as unknown as DriverMessage;
const suggested = message('driver.reposition', { reposition: suggestion });
const wasAccepted = message('driver.reposition_accepted', {
  repositionId: 'one',
  expiresAt: later,
});
const endOf = (repositionId: string): DriverMessage =>
  message('driver.reposition_ended', { repositionId, reason: 'expired' });

const after = (...messages: DriverMessage[]): DriverState =>
  messages.reduce(reduceDriver, initialDriver);

describe('the suggestion of a driver', () => {
  it('the suggestion is the one of the last event, and gone after its end', () => {
    expect(after(suggested).reposition).toEqual(suggestion);
    expect(after(suggested, endOf('one')).reposition).toBeNull();
  });

  it('the suggestion is accepted by the answer and by the event, in any order', () => {
    const answer: DriverMessage = { type: 'reposition-answer', reposition: accepted };
    for (const messages of [[answer], [wasAccepted], [answer, wasAccepted]]) {
      expect(after(suggested, ...messages).reposition).toEqual(accepted);
    }
  });

  it('the suggestion is not changed by messages about another one', () => {
    expect(after(suggested, endOf('two')).reposition).toEqual(suggestion);
    expect(after(wasAccepted, endOf('two'))).toEqual(initialDriver);
    const over: DriverMessage = { type: 'reposition-over', repositionId: 'two' };
    expect(after(suggested, over).reposition).toEqual(suggestion);
  });

  it('the suggestion comes from a snapshot, and a server before suggestions has none', () => {
    const data = { availability: 'online', offer: null, trip: null } as const;
    const snapshot = (reposition?: Reposition): DriverMessage => ({
      type: 'stream.snapshot',
      data: reposition ? { ...data, reposition } : data,
    });
    expect(after(snapshot(accepted)).reposition).toEqual(accepted);
    expect(after(suggested, snapshot()).reposition).toBeNull();
  });
});

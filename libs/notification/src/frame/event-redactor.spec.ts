import { describe, expect, it } from '@jest/globals';
import type { Requester } from '#access';
import type { HistoryEvent } from '#outbox';
import { EventRedactor } from './event-redactor.js';
import { createEventFrame } from './frame.js';

const expiresAt = new Date(8.64e15);
const createViewer = (userId: string): Requester => ({
  role: 'viewer',
  userId,
  name: 'Viewer',
  expiresAt,
  tripId: 't',
});
const rider: Requester = { role: 'rider', userId: 'r', name: 'Ada', expiresAt, tokenId: 'j' };

const createEvent = (): HistoryEvent => ({
  seq: 7,
  id: 'e',
  type: 'trip.started',
  json: '{"all":1}',
});

function setUp() {
  const calls: string[] = [];
  const redactor = new EventRedactor({
    redactForViewers: (json) => {
      calls.push(json);
      return '{"less":1}';
    },
  });
  return { redactor, calls };
}

describe('EventRedactor', () => {
  it('returns the event itself for a requester who is not a viewer', () => {
    const event = createEvent();
    expect(setUp().redactor.redactFor(rider, event)).toBe(event);
  });

  it('reduces an event for viewers, and leaves its number, its type and the original as they were', () => {
    const event = createEvent();
    const reduced = setUp().redactor.redactFor(createViewer('a'), event);
    expect(reduced).toEqual({ ...event, json: '{"less":1}' });
    expect(event).toEqual(createEvent());
  });

  it('reduces and frames an event once for any number of viewers', () => {
    const { redactor, calls } = setUp();
    const event = createEvent();
    const frames = Array.from({ length: 100 }, (_, index) =>
      createEventFrame('e', redactor.redactFor(createViewer(`link ${index}`), event), true),
    );
    expect(calls).toHaveLength(1);
    expect(new Set(frames).size).toBe(1);
    expect(frames[0]).not.toBe(createEventFrame('e', redactor.redactFor(rider, event), true));
    expect(frames[0]?.data).toBe('{"less":1}');
  });
});

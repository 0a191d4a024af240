import { describe, expect, it } from '@jest/globals';
import type { Requester } from '#access';
import type { HistoryEvent } from '#outbox';
import { createEventFrame } from './frame.js';
import { EventRedactor } from './event-redactor.js';

const expiresAt = new Date(8.64e15);
const viewer = (userId: string): Requester => ({
  ...{ role: 'viewer', userId, name: 'Viewer', expiresAt, tripId: 't' },
});
const rider: Requester = { role: 'rider', userId: 'r', name: 'Ada', expiresAt, tokenId: 'j' };

const anEvent = (): HistoryEvent => ({ seq: 7, id: 'e', type: 'trip.started', json: '{"all":1}' });

function given() {
  const made: string[] = [];
  const shown = new EventRedactor({
    redactForViewers: (json) => {
      made.push(json);
      return '{"less":1}';
    },
  });
  return { shown, made };
}

describe('an event', () => {
  it('is shown as it is to everybody but viewers', () => {
    const event = anEvent();
    expect(given().shown.redactFor(rider, event)).toBe(event);
  });

  it('is reduced for viewers, and keeps its place, its name and its stored form', () => {
    const event = anEvent();
    expect(given().shown.redactFor(viewer('a'), event)).toEqual({ ...event, json: '{"less":1}' });
    expect(event).toEqual(anEvent());
  });

  it('is reduced once and framed once, however many viewers there are', () => {
    const { shown, made } = given();
    const event = anEvent();
    const frames = Array.from({ length: 100 }, (_, each) =>
      createEventFrame('e', shown.redactFor(viewer(`link ${each}`), event), true),
    );
    expect(made).toHaveLength(1);
    expect(new Set(frames).size).toBe(1);
    expect(frames[0]).not.toBe(createEventFrame('e', shown.redactFor(rider, event), true));
    expect(frames[0]?.data).toBe('{"less":1}');
  });
});

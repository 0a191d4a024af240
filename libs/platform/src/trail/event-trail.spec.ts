import { expect, it } from '@jest/globals';
import { EventTrail } from './event-trail.js';

const about = (...events: string[]) => ({ events: new Set(events), acks: new Map() });

it('finds the notes of an event in their order, with the time at which they were made', () => {
  const trail = new EventTrail();
  const before = Date.now();
  trail.note({ step: 'read', event: 'a' });
  trail.note({ step: 'read', event: 'b' });
  trail.note({ step: 'written', event: 'a', stream: 'trip/1', seq: 7, connection: 'c' });
  const found = trail.find(about('a'), 10);
  expect(found).toMatchObject([
    { step: 'read', event: 'a' },
    { step: 'written', event: 'a', stream: 'trip/1', seq: 7, connection: 'c' },
  ]);
  for (const { at } of found) expect(at).toBeGreaterThanOrEqual(before);
});

it('finds the acknowledgements of numbers, and the first one beyond them', () => {
  const trail = new EventTrail();
  for (const seq of [1, 3, 6, 9]) trail.note({ step: 'acked', event: '', stream: 'rider/1', seq });
  trail.note({ step: 'acked', event: '', stream: 'rider/2', seq: 4 });
  const acks = new Map([['rider/1', { from: 2, to: 5 }]]);
  const found = trail.find({ events: new Set(), acks }, 10);
  expect(found.map(({ stream, seq }) => [stream, seq])).toEqual([
    ['rider/1', 3],
    ['rider/1', 6],
  ]);
});

it('forgets the oldest note for a new one, and says since when its notes are complete', () => {
  const trail = new EventTrail(3);
  const startedAt = trail.keepsSince;
  for (const event of ['a', 'b', 'c']) trail.note({ step: 'read', event });
  expect(trail.keepsSince).toBe(startedAt);
  for (const event of ['d', 'e']) trail.note({ step: 'read', event });
  const found = trail.find(about('a', 'b', 'c', 'd', 'e'), 10);
  expect(found.map(({ event }) => event)).toEqual(['c', 'd', 'e']);
  expect(trail.keepsSince).toBe(found[0]?.at);
});

it('returns no more entries than were asked for', () => {
  const trail = new EventTrail();
  for (let n = 0; n < 5; n += 1) trail.note({ step: 'read', event: 'a' });
  expect(trail.find(about('a'), 2)).toHaveLength(2);
});

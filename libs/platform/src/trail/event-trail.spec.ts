import { expect, it } from '@jest/globals';
import { EventTrail } from './event-trail.js';

const all = () => true;

it('finds notes in their order, with the time at which they were made', () => {
  const trail = new EventTrail();
  const before = Date.now();
  trail.note({ step: 'read', event: 'a' });
  trail.note({ step: 'written', event: 'a', stream: 'trip/1', seq: 7, connection: 'c' });
  const found = trail.find(({ event }) => event === 'a', 10);
  expect(found).toMatchObject([
    { step: 'read', event: 'a' },
    { step: 'written', event: 'a', stream: 'trip/1', seq: 7, connection: 'c' },
  ]);
  for (const { at } of found) expect(at).toBeGreaterThanOrEqual(before);
});

it('forgets the oldest note for a new one, and says since when its notes are complete', () => {
  const trail = new EventTrail(3);
  const startedAt = trail.keepsSince;
  for (const event of ['a', 'b', 'c']) trail.note({ step: 'read', event });
  expect(trail.keepsSince).toBe(startedAt);
  for (const event of ['d', 'e']) trail.note({ step: 'read', event });
  expect(trail.find(all, 10).map(({ event }) => event)).toEqual(['c', 'd', 'e']);
  expect(trail.keepsSince).toBe(trail.find(all, 1)[0]?.at);
});

it('returns no more entries than were asked for', () => {
  const trail = new EventTrail();
  for (let n = 0; n < 5; n += 1) trail.note({ step: 'read', event: String(n) });
  expect(trail.find(all, 2).map(({ event }) => event)).toEqual(['0', '1']);
});

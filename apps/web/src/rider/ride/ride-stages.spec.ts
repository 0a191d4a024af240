import { describe, expect, it } from '@jest/globals';
import { stagesOf } from './ride-stages.js';

const placesOf = (status: Parameters<typeof stagesOf>[0]) =>
  stagesOf(status).map(({ place }) => place);

describe('the stages', () => {
  it('have exactly one that is now, all before it done', () => {
    expect(placesOf('matching')).toEqual(['now', 'ahead', 'ahead', 'ahead', 'ahead']);
    expect(placesOf('in_progress')).toEqual(['done', 'done', 'done', 'now', 'ahead']);
    expect(placesOf('completed')).toEqual(['done', 'done', 'done', 'done', 'now']);
  });

  it('are none for a ride that ended before its time', () => {
    expect([placesOf('cancelled'), placesOf('no_drivers_available')]).toEqual([[], []]);
  });
});

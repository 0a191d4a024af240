import { describe, expect, it } from '@jest/globals';
import { locationRequestSchema } from '../index.js';

const accepts = (recordedAt: string): boolean =>
  locationRequestSchema.safeParse({ lat: 1, lng: 1, recordedAt }).success;

describe('the time of a reading', () => {
  it.each([
    '1970-01-01T00:00:00Z',
    '2026-11-29T08:00:00.123456+05:30',
    '2026-01-01T00:00:00+16:00',
    '9999-12-31T23:59:59.999Z',
  ])('the time %s is accepted', (time) => {
    expect(accepts(time)).toBe(true);
  });

  it.each(['1969-12-31T23:59:59Z', '9999-12-31T23:59:59-15:00', '0001-01-01T00:00:00Z', 'today'])(
    'the time %s is refused',
    (time) => {
      expect(accepts(time)).toBe(false);
    },
  );
});

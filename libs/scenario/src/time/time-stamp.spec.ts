import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { orderOf, readTimeStamp, type DateOrder } from './time-stamp.js';

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** The forms in which a property test writes a moment. */
const FORMS: Record<string, { order: DateOrder; write: (at: Date) => string }> = {
  iso: { order: 'mdy', write: (at) => at.toISOString() },
  blank: { order: 'dmy', write: (at) => at.toISOString().replace('T', ' ').slice(0, -1) },
  utc: { order: 'mdy', write: (at) => at.toISOString().replace('T', ' ').replace('Z', ' UTC') },
  american: { order: 'mdy', write: (at) => `${slashed(at, 'mdy', '/')} ${twelveHours(at)}` },
  british: { order: 'dmy', write: (at) => `${slashed(at, 'dmy', '/')} ${clock(at)}` },
  german: { order: 'mdy', write: (at) => `${slashed(at, 'dmy', '.')}, ${clock(at)}` },
};

const clock = (at: Date): string =>
  `${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())}:${pad(at.getUTCSeconds())},${pad(at.getUTCMilliseconds(), 3)}`;

const twelveHours = (at: Date): string => {
  const hour = at.getUTCHours();
  return `${hour % 12 || 12}${clock(at).slice(2)} ${hour < 12 ? 'AM' : 'pm'}`;
};

const slashed = (at: Date, order: DateOrder, separator: string): string => {
  const [day, month] = [pad(at.getUTCDate()), pad(at.getUTCMonth() + 1)];
  const parts = order === 'dmy' ? [day, month] : [month, day];
  return [...parts, pad(at.getUTCFullYear(), 4)].join(separator);
};

const moments = fc.date({
  min: new Date('1990-01-01T00:00:00Z'),
  max: new Date('2099-12-31T23:59:59Z'),
  noInvalidDate: true,
});

describe('readTimeStamp', () => {
  it.each(Object.keys(FORMS))('a moment written in the form %s is read back', (name) => {
    const { order, write } = FORMS[name]!;
    fc.assert(
      fc.property(moments, (at) => {
        const stamp = readTimeStamp(write(at), order);
        expect((stamp?.wallMs ?? NaN) - (stamp?.offsetMinutes ?? 0) * 60_000).toBe(at.getTime());
      }),
    );
  });

  it.each([
    ['01/01/2024 12:15:00 AM', 'mdy', '2024-01-01T00:15:00.000Z'],
    ['01/01/2024 12:15:00 PM', 'mdy', '2024-01-01T12:15:00.000Z'],
    ['13/01/2024 17:05', 'dmy', '2024-01-13T17:05:00.000Z'],
    ['2009-06-15 17:26:21 UTC', 'mdy', '2009-06-15T17:26:21.000Z'],
    ['20240131T172621', 'mdy', '2024-01-31T17:26:21.000Z'],
    ['20240131172621', 'mdy', '2024-01-31T17:26:21.000Z'],
    ['2024/1/3 7:05', 'mdy', '2024-01-03T07:05:00.000Z'],
  ] as const)('the text %s is read', (text, order, expected) => {
    expect(new Date(readTimeStamp(text, order)?.wallMs ?? NaN).toISOString()).toBe(expected);
  });

  it.each([
    '2024-02-30 10:00',
    '2024-13-01 10:00',
    '2024-01-01 24:00',
    '2024-01-01 13:00 PM',
    '2024-01-01',
    'noon',
    '1/2/24 10:00',
  ])('the text %s is refused', (text) => {
    expect(readTimeStamp(text)).toBeUndefined();
  });

  it.each([
    ['13/01/2024 10:00', 'dmy'],
    ['01/13/2024 10:00', 'mdy'],
    ['01/02/2024 10:00', 'either'],
    ['02/02/2024 10:00', undefined],
    ['13.01.2024 10:00', undefined],
    ['2024-01-13 10:00', undefined],
  ])('the date %s says %s about the order of day and month', (text, order) => {
    expect(orderOf(text)).toBe(order);
  });
});

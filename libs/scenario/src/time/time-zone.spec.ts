import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { TimeZone } from './time-zone.js';

const newYork = new TimeZone('America/New_York');
const wall = (text: string): number => Date.parse(`${text}Z`);
const momentOf = (text: string): string =>
  new Date(newYork.findMoment(wall(text)).epochMs).toISOString();

describe('TimeZone', () => {
  it('a wall time is read with the offset of its season', () => {
    expect(momentOf('2024-01-15T12:00:00')).toBe('2024-01-15T17:00:00.000Z');
    expect(momentOf('2024-07-15T12:00:30')).toBe('2024-07-15T16:00:30.000Z');
  });

  it('a time that the clocks skip is read an hour later', () => {
    expect(newYork.findMoment(wall('2024-03-10T02:30:00'))).toEqual({
      epochMs: Date.UTC(2024, 2, 10, 7, 30),
      kind: 'skipped',
    });
  });

  it('the first of two equal wall times is taken where the clocks repeat them', () => {
    expect(newYork.findMoment(wall('2024-11-03T01:30:00'))).toEqual({
      epochMs: Date.UTC(2024, 10, 3, 5, 30),
      kind: 'repeated',
    });
  });

  it('a day begins at its midnight, and one of spring has 23 hours', () => {
    expect(newYork.startOfDay(Date.UTC(2024, 0, 15, 3))).toBe(Date.UTC(2024, 0, 14, 5));
    const day = newYork.startOfDate('2024-03-10', 1) - newYork.startOfDate('2024-03-10');
    expect(day).toBe(23 * 3_600_000);
    expect(newYork.dateOf(Date.UTC(2024, 0, 15, 3))).toBe('2024-01-14');
  });

  it('every moment of a plain wall time is written as that wall time by Intl', () => {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'America/New_York',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    const seconds = fc.integer({ min: Date.UTC(2000, 0) / 1_000, max: Date.UTC(2030, 0) / 1_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const { epochMs, kind } = newYork.findMoment(second * 1_000);
        fc.pre(kind === 'plain');
        const expected = new Date(second * 1_000).toISOString().slice(0, 19).replace('T', ' ');
        expect(format.format(epochMs)).toBe(expected);
      }),
    );
  });

  it('an unknown zone is refused', () => {
    expect(() => new TimeZone('Mars/Olympus')).toThrow(RangeError);
  });
});

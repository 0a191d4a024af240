import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatCursor, parseCursor } from './cursor.js';

const epoch = fc.stringMatching(/^[0-9A-Za-z]{1,40}$/);

describe('parseCursor and formatCursor', () => {
  it('parsing a formatted cursor returns the same cursor', () => {
    fc.assert(
      fc.property(epoch, fc.maxSafeNat(), (name, seq) => {
        expect(parseCursor(formatCursor({ epoch: name, seq }))).toEqual({ epoch: name, seq });
      }),
    );
  });

  it('a formatted cursor has only characters that every EventSource keeps', () => {
    fc.assert(
      fc.property(epoch, fc.maxSafeNat(), (name, seq) => {
        expect(formatCursor({ epoch: name, seq })).toMatch(/^[0-9A-Za-z]+-\d+$/);
      }),
    );
  });

  it.each([
    '',
    '-',
    'a-',
    '-1',
    'a1',
    'a-01',
    'a--1',
    'a-1-2',
    'a-1.5',
    'a-1e3',
    'a-+1',
    ' a-1',
    'a-1\n',
    'a-1\u0000',
    'ä-1',
    'a-٣',
    'a-9007199254740992',
    'a-99999999999999999999',
    `${'a'.repeat(41)}-1`,
    'x'.repeat(1_000_000),
    'undefined',
    'null',
  ])('the text %j is not a cursor', (value) => {
    expect(parseCursor(value)).toBeNull();
  });

  it('parsing any text returns null, or a cursor that formats to the same text', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const cursor = parseCursor(value);
        if (cursor) expect(formatCursor(cursor)).toBe(value);
      }),
    );
  });
});

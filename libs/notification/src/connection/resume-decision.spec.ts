import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseResumePoint, decideResume } from './resume-decision.js';

const EPOCH = 'e9';

describe('a presented cursor', () => {
  it.each([null, '', `${EPOCH}-0`, 'another-0'])('%j is a fresh start', (presented) => {
    expect(parseResumePoint(presented, EPOCH)).toEqual({ decision: { mode: 'fresh' } });
  });

  it.each([
    ...['-0', '-1', EPOCH, `${EPOCH}-`, `${EPOCH}--1`, `${EPOCH}-+1`, `${EPOCH}-1.0`],
    ...[`${EPOCH}-01`, `${EPOCH}-00`, `${EPOCH}-1e3`, `${EPOCH}-1e309`, `${EPOCH}-0x1`],
    ...[`${EPOCH}-9007199254740992`, `${EPOCH}-99999999999999999999`, `${EPOCH}-Infinity`],
    ...[` ${EPOCH}-1`, `${EPOCH}-1 `, `${EPOCH}-1\n`, `${EPOCH}-1\0`, `\uFEFF${EPOCH}-1`],
    ...[`${EPOCH}-١`, `é-1`, `${EPOCH}_1`, `${'e'.repeat(41)}-1`, `${EPOCH}-${'1'.repeat(10_000)}`],
    ...['null', 'undefined', '[object Object]', `' OR 1=1 --`, '<script>', '../../etc/passwd'],
  ])('%j is no cursor, and reset', (presented) => {
    expect(parseResumePoint(presented, EPOCH)).toEqual({
      decision: { mode: 'reset', reason: 'unknown_cursor' },
    });
  });

  it.each(['e8-1', 'E9-1', '0-1', `${'f'.repeat(40)}-9007199254740991`])(
    '%j belongs to another history, and is reset',
    (presented) => {
      expect(parseResumePoint(presented, EPOCH)).toEqual({
        decision: { mode: 'reset', reason: 'foreign_epoch' },
      });
    },
  );

  it('of this history is worth looking up', () => {
    expect(parseResumePoint('e9-9007199254740991', EPOCH)).toEqual({
      cursor: { epoch: EPOCH, seq: Number.MAX_SAFE_INTEGER },
    });
  });

  it('always gets one of the verdicts, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (presented) => {
        const found = parseResumePoint(presented, EPOCH);
        expect('cursor' in found || found.decision.mode !== 'resumed').toBe(true);
      }),
    );
  });
});

describe('a cursor of this history', () => {
  const at = (seq: number) => ({ epoch: EPOCH, seq });

  it.each([
    ['all is there', at(3), { head: 5, firstAfter: 4 }, 'resumed'],
    ['nothing was missed', at(5), { head: 5, firstAfter: null }, 'resumed'],
    ['nothing was missed and all is trimmed', at(5), { head: 5, firstAfter: null }, 'resumed'],
    ['just as many were missed as may be', at(5), { head: 15, firstAfter: 6 }, 'resumed'],
    ['one more was missed', at(5), { head: 16, firstAfter: 6 }, 'gap_too_large'],
    ['it is ahead', at(6), { head: 5, firstAfter: null }, 'cursor_ahead'],
    ['the stream has no event', at(1), { head: 0, firstAfter: null }, 'cursor_ahead'],
    ['the next one is gone', at(3), { head: 5, firstAfter: 5 }, 'history_trimmed'],
    ['all that follows is gone', at(3), { head: 5, firstAfter: null }, 'history_trimmed'],
    ['much was missed and is gone', at(1), { head: 500, firstAfter: 400 }, 'history_trimmed'],
  ])('when %s', (...[, cursor, extent, expected]) => {
    const decision = decideResume(cursor, extent, 10);
    if (expected === 'resumed') {
      expect(decision).toEqual({ mode: 'resumed', from: cursor, head: extent.head });
    } else {
      expect(decision).toEqual({ mode: 'reset', reason: expected });
    }
  });
});

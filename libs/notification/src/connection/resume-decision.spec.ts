import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseResumePoint, decideResume } from './resume-decision.js';

const EPOCH = 'e9';

describe('parseResumePoint', () => {
  it.each([null, '', `${EPOCH}-0`, 'another-0'])('%j starts fresh', (presented) => {
    expect(parseResumePoint(presented, EPOCH)).toEqual({ decision: { mode: 'fresh' } });
  });

  it.each([
    '-0',
    '-1',
    EPOCH,
    `${EPOCH}-`,
    `${EPOCH}--1`,
    `${EPOCH}-+1`,
    `${EPOCH}-1.0`,
    `${EPOCH}-01`,
    `${EPOCH}-00`,
    `${EPOCH}-1e3`,
    `${EPOCH}-1e309`,
    `${EPOCH}-0x1`,
    `${EPOCH}-9007199254740992`,
    `${EPOCH}-99999999999999999999`,
    `${EPOCH}-Infinity`,
    ` ${EPOCH}-1`,
    `${EPOCH}-1 `,
    `${EPOCH}-1\n`,
    `${EPOCH}-1\0`,
    `\uFEFF${EPOCH}-1`,
    `${EPOCH}-١`,
    `é-1`,
    `${EPOCH}_1`,
    `${'e'.repeat(41)}-1`,
    `${EPOCH}-${'1'.repeat(10_000)}`,
    'null',
    'undefined',
    '[object Object]',
    `' OR 1=1 --`,
    '<script>',
    '../../etc/passwd',
  ])('%j is not a cursor and resets the stream', (presented) => {
    expect(parseResumePoint(presented, EPOCH)).toEqual({
      decision: { mode: 'reset', reason: 'unknown_cursor' },
    });
  });

  it.each(['e8-1', 'E9-1', '0-1', `${'f'.repeat(40)}-9007199254740991`])(
    '%j belongs to another history and resets the stream',
    (presented) => {
      expect(parseResumePoint(presented, EPOCH)).toEqual({
        decision: { mode: 'reset', reason: 'foreign_epoch' },
      });
    },
  );

  it('returns a cursor of this history for the next step', () => {
    expect(parseResumePoint('e9-9007199254740991', EPOCH)).toEqual({
      cursor: { epoch: EPOCH, seq: Number.MAX_SAFE_INTEGER },
    });
  });

  it('never resumes without a valid cursor of this history, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (presented) => {
        const point = parseResumePoint(presented, EPOCH);
        expect('cursor' in point || point.decision.mode !== 'resumed').toBe(true);
      }),
    );
  });
});

describe('decideResume', () => {
  it.each([
    ['resumed', 'every missed event is stored', 3, { head: 5, firstAfter: 4 }],
    ['resumed', 'no event was missed', 5, { head: 5, firstAfter: null }],
    ['resumed', 'no event was missed and the history is trimmed', 5, { head: 5, firstAfter: null }],
    ['resumed', 'as many events were missed as the limit allows', 5, { head: 15, firstAfter: 6 }],
    ['gap_too_large', 'one event more than the limit was missed', 5, { head: 16, firstAfter: 6 }],
    ['cursor_ahead', 'the cursor is ahead of the head', 6, { head: 5, firstAfter: null }],
    ['cursor_ahead', 'the stream is empty', 1, { head: 0, firstAfter: null }],
    ['history_trimmed', 'the next event is deleted', 3, { head: 5, firstAfter: 5 }],
    ['history_trimmed', 'all following events are deleted', 3, { head: 5, firstAfter: null }],
    [
      'history_trimmed',
      'many events were missed and the first are deleted',
      1,
      { head: 500, firstAfter: 400 },
    ],
  ])('decides %s when %s', (...[expected, , seq, extent]) => {
    const cursor = { epoch: EPOCH, seq };
    const decision = decideResume(cursor, extent, 10);
    if (expected === 'resumed') {
      expect(decision).toEqual({ mode: 'resumed', from: cursor, head: extent.head });
    } else {
      expect(decision).toEqual({ mode: 'reset', reason: expected });
    }
  });
});

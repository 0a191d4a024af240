import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  MOST_FRAMES,
  MOST_SHOWN,
  emptyFrameLog,
  append,
  frameRate,
  type FrameLog,
} from './frame-log.js';

const logOf = (...pieces: string[]): FrameLog =>
  pieces.reduce((log, piece) => append(log, piece, 0), emptyFrameLog);
const FRAME = 'event: a\r\nid: e-1\ndata: x\r\n\r\n: heartbeat\n\n';

describe('append', () => {
  it('each line keeps the line end that was received', () => {
    const [first, second] = logOf(FRAME).frames;
    expect(first?.lines.map(({ text, end }) => [text, end])).toEqual([
      ['event: a', '\r\n'],
      ['id: e-1', '\n'],
      ['data: x', '\r\n'],
      ['', '\r\n'],
    ]);
    expect(second?.lines.map(({ text }) => text)).toEqual([': heartbeat', '']);
  });

  it('the log is the same however the text is cut', () => {
    const cuts = fc.array(fc.nat({ max: FRAME.length }), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (places) => {
        const ends = [...places, FRAME.length].sort((a, b) => a - b);
        const pieces = ends.map((end, index) => FRAME.slice(ends[index - 1] ?? 0, end));
        const { frames, count, characters } = logOf(...pieces);
        const whole = logOf(FRAME);
        expect({ frames, count, characters }).toEqual({
          frames: whole.frames,
          count: whole.count,
          characters: whole.characters,
        });
      }),
    );
  });

  it('an incomplete frame is shown but not counted', () => {
    const { frames, count } = logOf('data: x\n\ndata: y');
    expect(frames.map(({ isComplete }) => isComplete)).toEqual([true, false]);
    expect(frames[1]?.lines).toEqual([{ text: 'data: y', length: 7, end: undefined }]);
    expect(count).toBe(1);
  });

  it('the log keeps a bounded number of frames and characters a line, and counts all of them', () => {
    const long = 'x'.repeat(1000);
    const { frames, count } = logOf(`${long}\n\n`.repeat(100));
    expect([frames.length, count]).toEqual([MOST_FRAMES, 100]);
    expect(frames.at(-1)).toMatchObject({ number: 100 });
    expect(frames[0]?.lines[0]).toMatchObject({ text: 'x'.repeat(MOST_SHOWN), length: 1000 });
  });
});

describe('frameRate', () => {
  it('the rate is that of the last ten seconds', () => {
    const log = append(append(emptyFrameLog, ':\n\n', 0), ':\n\n:\n\n', 9_000);
    expect(frameRate(log, 11_000)).toBe(0.2);
    expect(frameRate(log, 60_000)).toBe(0);
  });

  it('the rate of a stream younger than ten seconds is that of its age', () => {
    expect(frameRate(append(emptyFrameLog, ':\n\n:\n\n', 0), 4_000)).toBe(0.5);
    expect(frameRate(append(emptyFrameLog, ':\n\n', 0), 1)).toBe(1);
    expect(frameRate(emptyFrameLog, 0)).toBe(0);
  });
});

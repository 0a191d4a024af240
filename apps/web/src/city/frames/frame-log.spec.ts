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

const feed = (...pieces: string[]): FrameLog =>
  pieces.reduce((tape, piece) => append(tape, piece, 0), emptyFrameLog);
const FRAME = 'event: a\r\nid: e-1\ndata: x\r\n\r\n: heartbeat\n\n';

describe('the tape', () => {
  it('keeps each line end as it came', () => {
    const [first, second] = feed(FRAME).frames;
    expect(first?.lines.map(({ text, end }) => [text, end])).toEqual([
      ...[['event: a', '\r\n'], ['id: e-1', '\n'], ['data: x', '\r\n'], ['', '\r\n']], // prettier-ignore
    ]);
    expect(second?.lines.map(({ text }) => text)).toEqual([': heartbeat', '']);
  });

  it('is the same however the text was cut', () => {
    const cuts = fc.array(fc.nat({ max: FRAME.length }), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (places) => {
        const ends = [...places, FRAME.length].sort((a, b) => a - b);
        const pieces = ends.map((end, index) => FRAME.slice(ends[index - 1] ?? 0, end));
        const { frames, count, characters } = feed(...pieces);
        const whole = feed(FRAME);
        expect({ frames, count, characters }).toEqual({
          ...{ frames: whole.frames, count: whole.count, characters: whole.characters },
        });
      }),
    );
  });

  it('shows what has come of a frame that isn’t whole, and doesn’t count it', () => {
    const { frames, count } = feed('data: x\n\ndata: y');
    expect(frames.map(({ isComplete }) => isComplete)).toEqual([true, false]);
    expect(frames[1]?.lines).toEqual([{ text: 'data: y', length: 7, end: undefined }]);
    expect(count).toBe(1);
  });

  it('is bounded in frames and in characters of a line, and still knows how much there was', () => {
    const long = 'x'.repeat(1000);
    const { frames, count } = feed(`${long}\n\n`.repeat(100));
    expect([frames.length, count]).toEqual([MOST_FRAMES, 100]);
    expect(frames.at(-1)).toMatchObject({ number: 100 });
    expect(frames[0]?.lines[0]).toMatchObject({ text: 'x'.repeat(MOST_SHOWN), length: 1000 });
  });

  it('tells the rate of the last ten seconds only', () => {
    const tape = append(append(emptyFrameLog, ':\n\n', 0), ':\n\n:\n\n', 9_000);
    expect(frameRate(tape, 11_000)).toBe(0.2);
    expect(frameRate(tape, 60_000)).toBe(0);
  });

  it('tells the rate of a young stream by its age', () => {
    expect(frameRate(append(emptyFrameLog, ':\n\n:\n\n', 0), 4_000)).toBe(0.5);
    expect(frameRate(append(emptyFrameLog, ':\n\n', 0), 1)).toBe(1);
    expect(frameRate(emptyFrameLog, 0)).toBe(0);
  });
});

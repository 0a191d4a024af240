import { describe, expect, it } from '@jest/globals';
import { copyStamp, type Pixels } from './pixel-image.js';

const CLEAR = 0;
const RED = 0xff0000ff;
const BLUE = 0xffff0000;

const pixels = (rows: number[][]): Pixels => ({
  data: Uint32Array.from(rows.flat()),
  width: rows[0]?.length ?? 0,
  height: rows.length,
});

const rowsOf = ({ data, width, height }: Pixels): number[][] =>
  Array.from({ length: height }, (_, row) => [...data.slice(row * width, (row + 1) * width)]);

const blank = (side: number) =>
  pixels(Array.from({ length: side }, () => Array<number>(side).fill(CLEAR)));

const channelsOf = (pixel: number) => [0, 8, 16, 24].map((shift) => (pixel >>> shift) & 255);

/** What a stamp of one pixel makes of the pixel below it: red, green, blue and alpha. */
function stampOver(above: number, below: number): number[] {
  const target = pixels([[below]]);
  copyStamp(target, { sheet: pixels([[above]]), left: 0, top: 0, side: 1 }, { x: 0, y: 0 });
  return channelsOf(target.data[0] ?? 0);
}

describe('copyStamp', () => {
  const sheet = pixels([
    [CLEAR, RED, BLUE],
    [CLEAR, BLUE, RED],
  ]);
  const stamp = { sheet, left: 1, top: 0, side: 2 };

  it('copies a part of the sheet to its place', () => {
    const target = blank(3);
    copyStamp(target, stamp, { x: 1, y: 1 });
    expect(rowsOf(target)).toEqual([
      [CLEAR, CLEAR, CLEAR],
      [CLEAR, RED, BLUE],
      [CLEAR, BLUE, RED],
    ]);
  });

  it.each([
    { side: 'upper left', x: -1, y: -1, expected: [RED, CLEAR, CLEAR, CLEAR] },
    { side: 'lower right', x: 1, y: 1, expected: [CLEAR, CLEAR, CLEAR, RED] },
    { side: 'upper right', x: 1, y: -1, expected: [CLEAR, BLUE, CLEAR, CLEAR] },
    { side: 'far', x: 7, y: -9, expected: [CLEAR, CLEAR, CLEAR, CLEAR] },
  ])('leaves out what is beyond the $side border of the target', ({ x, y, expected }) => {
    const target = blank(2);
    copyStamp(target, stamp, { x, y });
    expect([...target.data]).toEqual(expected);
  });

  it('a transparent pixel leaves the one below as it is', () => {
    expect(stampOver(CLEAR, RED)).toEqual([255, 0, 0, 255]);
  });

  it('a pixel that is half transparent is mixed with an opaque one', () => {
    const [red = 0, green, blue = 0, alpha] = stampOver(0x800000ff, BLUE);
    expect([green, alpha]).toEqual([0, 255]);
    expect(Math.abs(red - 128)).toBeLessThanOrEqual(1);
    expect(Math.abs(blue - 127)).toBeLessThanOrEqual(1);
  });

  it('two pixels that are half transparent cover three quarters, and the upper one weighs double', () => {
    const [red = 0, green, blue = 0, alpha = 0] = stampOver(0x800000ff, 0x80ff0000);
    expect(green).toBe(0);
    expect(Math.abs(alpha - 191)).toBeLessThanOrEqual(1);
    expect(Math.abs(red - 170)).toBeLessThanOrEqual(1);
    expect(Math.abs(blue - 85)).toBeLessThanOrEqual(1);
  });
});

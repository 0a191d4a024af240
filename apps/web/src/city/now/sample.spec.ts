import { describe, expect, it } from '@jest/globals';
import { WINDOW_MS, median, sparkLine, addSample, type Sample } from './sample.js';

describe('addSample', () => {
  it('samples older than the window are dropped', () => {
    let samples: Sample[] = [];
    for (let at = 0; at <= 3 * WINDOW_MS; at += 1000)
      samples = addSample(samples, { at, value: 1 });
    expect(samples).toHaveLength(WINDOW_MS / 1000);
    expect(samples.at(-1)?.at).toBe(3 * WINDOW_MS);
  });

  it('a sample after a long silence is the only one', () => {
    const samples = addSample([{ at: 0, value: 1 }], { at: 2 * WINDOW_MS, value: 2 });
    expect(samples).toEqual([{ at: 2 * WINDOW_MS, value: 2 }]);
  });
});

describe('median', () => {
  it.each([
    [[], undefined],
    [[7], 7],
    [[9, 1], 5],
    [[10, 1, 2], 2],
  ])('the median of %j is %s', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('sparkLine', () => {
  it('a spark line ends at the right edge and touches the top with its largest value', () => {
    const samples = [
      { at: WINDOW_MS / 2, value: 0 },
      { at: WINDOW_MS, value: 4 },
    ];
    expect(sparkLine(samples, WINDOW_MS)).toEqual({ points: '50.00,100.00 100.00,0.00', most: 4 });
  });

  it('a spark line of zeros lies at the bottom', () => {
    expect(sparkLine([{ at: 0, value: 0 }], 0).points).toBe('100.00,100.00');
  });
});

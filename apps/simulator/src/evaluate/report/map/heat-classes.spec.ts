import { describe, expect, it } from '@jest/globals';
import { classOf, heatClasses, meanClasses, SHARE_CLASSES } from './heat-classes.js';

describe('the classes of a map', () => {
  it.each([
    [0, []],
    [1, ['1']],
    [4, ['1', '2–4']],
    [83, ['1–4', '5–9', '10–19', '20–49', '50–83']],
    [5_000, ['1–499', '500–999', '1,000–1,999', '2,000–4,999', '5,000']],
  ])('the classes for a maximum of %d cover every count', (most, labels) => {
    expect(heatClasses(most).map(({ label }) => label)).toEqual(labels);
  });

  it('means below 1 have classes of their own', () => {
    expect(meanClasses(0.6).map(({ label }) => label)).toEqual([
      '0.1 to 0.2',
      '0.2 to 0.5',
      '0.5 or more',
    ]);
  });

  it('a share of 0 has no class, and every other share has one', () => {
    expect([0, 0.01, 5, 39.9, 100].map((value) => classOf(value, SHARE_CLASSES))).toEqual([
      -1, 0, 1, 3, 4,
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { cellResolution, heatClasses } from './lost-cells.js';

describe('the cells of lost requests', () => {
  it.each([
    [0, []],
    [1, ['1–1']],
    [4, ['1–1', '2–4']],
    [83, ['1–4', '5–9', '10–19', '20–49', '50–83']],
    [5_000, ['1–499', '500–999', '1000–1999', '2000–4999', '5000–5000']],
  ])('the classes for a maximum of %d cover every count', (most, ranges) => {
    expect(heatClasses(most).map(({ from, to }) => `${from}–${to}`)).toEqual(ranges);
  });

  it('the hexagons have a visible size at every scale', () => {
    expect([100, 25, 5, 1, 0.001].map(cellResolution)).toEqual([9, 9, 7, 5, 3]);
  });
});

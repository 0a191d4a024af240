import { numberText } from '../../output/number-text.js';
import { MUTED, RULE } from '../page/report-colours.js';

const FONT_SIZE = 12;
const label = { color: MUTED, fontSize: FONT_SIZE };

/** Options of the axis below a chart. */
export const createHorizontalAxis = (name: string, more: object): object => ({
  name,
  nameLocation: 'middle',
  nameGap: 26,
  nameTextStyle: label,
  axisLabel: label,
  axisLine: { lineStyle: { color: MUTED } },
  axisTick: { lineStyle: { color: MUTED } },
  splitLine: { show: false },
  ...more,
});

/** Options of the axis at the left of a chart. Its name is above it, so that it is horizontal. */
export const createVerticalAxis = (name: string, more: object): object => ({
  type: 'value',
  name,
  nameLocation: 'end',
  nameGap: 10,
  nameTextStyle: { ...label, align: 'left', padding: [0, 0, 0, -34] },
  axisLabel: { ...label, formatter: (value: number) => numberText(value) },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: RULE } },
  ...more,
});

/** Options of a series without pointer interaction. */
export const NON_INTERACTIVE = { silent: true, emphasis: { disabled: true } } as const;

/** The end of an axis: the least round number that is not below the value. */
export function niceMaximum(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power);
  return steps.find((step) => step >= value) ?? value;
}

import { numberText } from '../../output/number-text.js';
import { MUTED, RULE } from '../report-colours.js';

const FONT_SIZE = 12;
const label = { color: MUTED, fontSize: FONT_SIZE };

/** The axis below a chart. */
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

/** The axis at the left of a chart. Its name stands above it, where it is read level. */
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

/** Series that nobody points at. */
export const NON_INTERACTIVE = { silent: true, emphasis: { disabled: true } } as const;

/** The least of 1, 2, 2.5, 5 times a power of ten that isn't below: the end of an axis. */
export function niceMaximum(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((step) => step * power);
  return steps.find((step) => step >= value) ?? value;
}

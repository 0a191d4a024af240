import { HEAT_CLASSES } from '../page/report-colours.js';

/** A range of values with one colour. */
export interface HeatClass {
  /** Inclusive lower bound. */
  readonly from: number;
  /** The range in words, such as `5–9`. */
  readonly label: string;
}

/** Classes at 1, 2, 5, 10, 20…, because few cells have most riders, and equal steps would hide others. */
export function heatClasses(most: number): HeatClass[] {
  const bounds: number[] = [];
  for (let power = 1; power <= most; power *= 10) {
    bounds.push(...[power, 2 * power, 5 * power].filter((bound) => bound <= most));
  }
  const kept = bounds.slice(-HEAT_CLASSES);
  return kept.map((bound, i) => {
    const from = i === 0 ? 1 : bound;
    const to = (kept[i + 1] ?? Math.floor(most) + 1) - 1;
    return { from, label: rangeText(from, to) };
  });
}

/** The same for means, which may be below 1: classes at 0.1, 0.2, 0.5, 1… */
export const meanClasses = (most: number): HeatClass[] =>
  heatClasses(Math.round(most * 10)).map(({ from }, i, all) => {
    const next = all[i + 1]?.from;
    const label = next === undefined ? `${from / 10} or more` : `${from / 10} to ${next / 10}`;
    return { from: from / 10, label };
  });

/** Classes of a share in per cent, the same for every city. */
export const SHARE_CLASSES: readonly HeatClass[] = [
  { from: 0.001, label: 'below 5 %' },
  { from: 5, label: '5 to 10 %' },
  { from: 10, label: '10 to 20 %' },
  { from: 20, label: '20 to 40 %' },
  { from: 40, label: '40 % or more' },
];

/** The class of a value, or -1 below the first one. */
export const classOf = (value: number, classes: readonly HeatClass[]): number =>
  classes.findLastIndex(({ from }) => value >= from);

const rangeText = (from: number, to: number): string =>
  from === to
    ? from.toLocaleString('en')
    : `${from.toLocaleString('en')}–${to.toLocaleString('en')}`;

import { numberText } from '../../output/number-text.js';
import { createHorizontalAxis, createVerticalAxis, NON_INTERACTIVE } from '../chart/axis.js';
import { drawChart } from '../chart/draw-chart.js';
import { INK, MUTED, policyColour } from '../page/report-colours.js';

/** A mean with half of its interval, 0 without one. */
export interface LinePoint {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
}

/** The lines of a chart, in the order of the colours of policies. */
export interface FigureLines {
  /** For screen readers; the values follow it. */
  readonly label: string;
  /** Name of the horizontal axis. */
  readonly axis: string;
  readonly lines: readonly { readonly name: string; readonly points: readonly LinePoint[] }[];
  readonly decimals: number;
  /** Whether the figure is a percentage, whose interval is cut at 100. */
  readonly isShare: boolean;
  /** A level that is drawn as a dashed line. */
  readonly level?: number;
}

const OPACITY_OF_BANDS = 0.2;
/** Space above and below the lines, as a share of their range. */
const MARGIN = 0.05;

/** Draws a line with its interval for each policy. */
export function figureLines({ label, axis, lines, decimals, isShare, level }: FigureLines): string {
  const most = isShare ? 100 : Infinity;
  const points = lines.flatMap((each) => each.points);
  const range = rangeOf(points, { most, level });
  return drawChart({
    label: `${label}: ${lines.map((line) => lineText(line, decimals)).join('; ')}`,
    width: 344,
    height: 240,
    option: {
      grid: { left: 52, right: 16, top: 16, bottom: 44 },
      xAxis: createHorizontalAxis(axis, { type: 'value', scale: true, splitNumber: 4 }),
      yAxis: createVerticalAxis('', {
        ...range,
        splitNumber: 4,
        axisLabel: {
          color: MUTED,
          fontSize: 12,
          // The ends of the range are no round numbers.
          showMinLabel: false,
          showMaxLabel: false,
          formatter: axisText,
        },
      }),
      series: lines.flatMap((each, i) => [
        ...band(each.points, i, most),
        line(each.points, policyColour(i), i === 0 ? level : undefined),
      ]),
    },
  });
}

const axisText = (value: number): string =>
  numberText(value, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 2 : 1);

interface Limits {
  readonly most: number;
  readonly level: number | undefined;
}

function rangeOf(
  points: readonly LinePoint[],
  { most: limit, level }: Limits,
): { min: number; max: number } {
  const ends = points.flatMap(({ y, halfWidth }) => [y - halfWidth, y + halfWidth]);
  const values = level === undefined ? ends : [...ends, level];
  if (values.length === 0) return { min: 0, max: 1 };
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const margin = (most - least) * MARGIN || Math.max(1, Math.abs(most) * MARGIN);
  return { min: Math.max(0, least - margin), max: Math.min(limit, most + margin) };
}

/** The interval as an area: a line at its lower end, and the rest stacked on it. */
function band(points: readonly LinePoint[], index: number, most: number): object[] {
  const ends = points.map(({ x, y, halfWidth }) => {
    const low = Math.max(0, y - halfWidth);
    return { x, low, height: Math.min(most, y + halfWidth) - low };
  });
  if (points.every(({ halfWidth }) => halfWidth === 0)) return [];
  const area = (data: number[][], opacity: number): object => ({
    type: 'line',
    stack: `band ${index}`,
    stackStrategy: 'all',
    showSymbol: false,
    ...NON_INTERACTIVE,
    lineStyle: { width: 0 },
    areaStyle: { color: policyColour(index), opacity },
    data,
  });
  return [
    area(
      ends.map(({ x, low }) => [x, low]),
      0,
    ),
    area(
      ends.map(({ x, height }) => [x, height]),
      OPACITY_OF_BANDS,
    ),
  ];
}

const line = (points: readonly LinePoint[], color: string, level: number | undefined): object => ({
  type: 'line',
  symbol: 'circle',
  symbolSize: 6,
  showSymbol: true,
  ...NON_INTERACTIVE,
  itemStyle: { color },
  lineStyle: { color, width: 2 },
  data: points.map(({ x, y }) => [x, y]),
  ...(level !== undefined && {
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: INK, type: 'dashed', width: 1.5 },
      data: [{ yAxis: level }],
    },
  }),
});

function lineText({ name, points }: FigureLines['lines'][number], decimals: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return `${name} without a value`;
  return `${name} from ${numberText(first.y, decimals)} at ${first.x} to ${numberText(last.y, decimals)} at ${last.x}`;
}

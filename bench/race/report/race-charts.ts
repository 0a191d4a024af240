import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { WayFigures } from '../race-report.js';
import { wayNames } from '../ways.js';

use([BarChart, GridComponent, LegendComponent, SVGRenderer]);

/** Pixels. */
const WIDTH = 390;
const HEIGHT = 260;

/** Two colours that people with any colour vision tell apart (Okabe and Ito). */
const COLOURS = ['#0072b2', '#e69f00'];

interface Series {
  name: string;
  value: (figures: WayFigures) => number;
}

export interface RaceChart {
  title: string;
  series: readonly Series[];
  /** Whether the axis is logarithmic, for values that differ by orders of magnitude. */
  isLogarithmic?: boolean;
}

/** The charts of one network. */
export const createCharts = (clients: number): RaceChart[] => [
  {
    title: 'From the commit to the client, ms',
    isLogarithmic: true,
    series: [
      { name: 'p50', value: ({ latencyP50 }) => Math.max(1, latencyP50) },
      { name: 'p99', value: ({ latencyP99 }) => Math.max(1, latencyP99) },
    ],
  },
  {
    title: 'Bytes of each client',
    series: [
      { name: 'up', value: ({ bytesUp }) => Math.round(bytesUp / clients) },
      { name: 'down', value: ({ bytesDown }) => Math.round(bytesDown / clients) },
    ],
  },
  {
    title: 'CPU of each client and minute, ms',
    series: [
      { name: 'server', value: ({ serverCpu }) => Math.max(0, Number(serverCpu.toFixed(1))) },
      { name: 'client', value: ({ clientCpu }) => Math.max(0, Number(clientCpu.toFixed(1))) },
    ],
  },
];

/** Draws a chart as SVG, without scripts or external resources. */
export function drawChart(chart: RaceChart, figures: readonly WayFigures[]): string {
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    canvas.setOption(toOption(chart, figures));
    return canvas
      .renderToSVGString()
      .replace('<svg ', `<svg role="img" aria-label="${chart.title}" `);
  } finally {
    // A chart that is not disposed of keeps the process alive.
    canvas.dispose();
  }
}

const toOption = (
  { series, isLogarithmic = false }: RaceChart,
  figures: readonly WayFigures[],
): EChartsCoreOption => ({
  animation: false,
  color: COLOURS,
  textStyle: { fontFamily: 'system-ui, sans-serif' },
  legend: { top: 0, itemHeight: 10 },
  grid: { left: 100, right: 16, top: 32, bottom: 28 },
  xAxis: isLogarithmic ? { type: 'log', min: 1 } : { type: 'value', splitNumber: 3 },
  yAxis: {
    type: 'category',
    inverse: true,
    data: figures.map(({ way }) => wayNames[way]),
    axisTick: { show: false },
  },
  series: series.map(({ name, value }) => ({
    name,
    type: 'bar',
    barMaxWidth: 9,
    data: figures.map((row) => value(row)),
  })),
});

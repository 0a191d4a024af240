import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import { encodeHtml } from '../page/html-parts.js';
import { FONT } from '../page/report-style.js';

use([BarChart, LineChart, GridComponent, MarkLineComponent, LabelLayout, SVGRenderer]);

export interface Chart {
  /** Label for screen readers. */
  readonly label: string;
  /** Width in pixels. */
  readonly width: number;
  readonly height: number;
  readonly option: EChartsCoreOption;
}

/** Draws a chart as SVG, without scripts or external resources. */
export function drawChart({ label, width, height, option }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...option });
    const svg = withoutHover(chart.renderToSVGString());
    return svg.replace('<svg ', `<svg role="img" aria-label="${encodeHtml(label)}" `);
  } finally {
    // A chart that is not disposed of keeps the process alive.
    chart.dispose();
  }
}

/** Removes styles, classes and attributes for pointer events and scripts: a third of the bytes. */
const withoutHover = (svg: string): string =>
  svg
    .replace(/<style[^]*?<\/style>/g, '')
    .replace(/ (class|pointer-events|ecmeta_\w+)="[^"]*"/g, '');

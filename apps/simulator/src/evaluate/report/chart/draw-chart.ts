import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GraphicComponent, GridComponent } from 'echarts/components';
import { format, init, use, type EChartsCoreOption } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import { FONT } from '../report-style.js';

use([BarChart, CustomChart, LineChart, GraphicComponent, GridComponent, LabelLayout, SVGRenderer]);

export interface Chart {
  /** What a screen reader says in its place. */
  readonly label: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly option: EChartsCoreOption;
}

/** A chart as SVG to stand in a page: it needs no script and loads nothing. */
export function drawChart({ label, width, height, option }: Chart): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...option });
    const svg = withoutHover(chart.renderToSVGString());
    return svg.replace('<svg ', `<svg role="img" aria-label="${format.encodeHTML(label)}" `);
  } finally {
    // One that isn't disposed of keeps the process alive.
    chart.dispose();
  }
}

/** Styles, classes and marks are for the pointer and for scripts: a third of the bytes. */
const withoutHover = (svg: string): string =>
  svg
    .replace(/<style[^]*?<\/style>/g, '')
    .replace(/ (class|pointer-events|ecmeta_\w+)="[^"]*"/g, '');

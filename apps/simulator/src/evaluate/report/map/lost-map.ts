import { cellToBoundary, getHexagonEdgeLengthAvg, UNITS } from 'h3-js';
import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { numberText, withThousands } from '../../output/number-text.js';
import { drawChart } from '../chart/draw-chart.js';
import { colourKey, figure, section } from '../html-parts.js';
import { heatColour, policyColour } from '../report-colours.js';
import {
  cellResolution,
  heatClasses,
  lostCells,
  type HeatClass,
  type LostCells,
} from './lost-cells.js';
import { mapFrame, type MapFrame } from './map-frame.js';
import { roadLines } from './road-lines.js';
import { scaleBar } from './scale-bar.js';

interface Layout {
  readonly frame: MapFrame;
  readonly classes: readonly HeatClass[];
}

/** Draws the origins of lost requests. */
export function lostMap({ city, results }: Evaluation): string {
  const { network } = city.times;
  const frame = mapFrame(network);
  const resolution = cellResolution(frame.pixelsPerKm);
  const cells = results.map(({ record }) => lostCells(record, city, resolution));
  const most = Math.max(0, ...cells.flatMap((lost) => [...lost.values()]));
  const classes = heatClasses(most);
  const maps = results.map((result, i) =>
    figure({
      colour: policyColour(i),
      title: result.policy,
      note: noteOf(result),
      picture: layers(result, cells[i] ?? new Map(), { frame, classes }),
    }),
  );
  return section({
    title: 'Where riders are lost',
    howToRead: `How to read: a coloured hexagon is where riders asked for a car that didn’t come in time; the darker, the more of them over the whole day (on a dark page: the brighter). Without colour nobody was lost there. A hexagon’s sides are ${sideText(resolution)} long. All maps have the same colours; thin lines are roads, north is up.`,
    content: `${colourKey(keyOf(classes), 'Lost requests a hexagon, all day:')}${roadSymbol(roadLines(network, frame), frame)}<div class="several">${maps.join('')}</div>`,
  });
}

const sideText = (resolution: number): string =>
  `${numberText(getHexagonEdgeLengthAvg(resolution, UNITS.km), 1)} km`;

const keyOf = (classes: readonly HeatClass[]): { colour: string; label: string }[] =>
  classes.map(({ from, to }, i) => {
    const range = from === to ? `${from}` : `${withThousands(from)}–${withThousands(to)}`;
    return { colour: heatColour(i), label: range };
  });

/** The roads, which all maps share because they are the larger part of the page. */
const roadSymbol = (lines: string, { width, height }: MapFrame): string =>
  `<svg width="0" height="0" aria-hidden="true"><symbol id="roads" viewBox="0 0 ${width} ${height}"><path d="${lines}"/></symbol></svg>`;

function layers(result: PolicyResult, cells: LostCells, layout: Layout): string {
  const { width, height } = layout.frame;
  const roads = `<svg class="roads" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true"><use href="#roads"/></svg>`;
  return `<div class="layers" style="width:${width}px">${roads}${hexagons(result, cells, layout)}</div>`;
}

function hexagons({ policy }: PolicyResult, cells: LostCells, { frame, classes }: Layout): string {
  const { width, height } = frame;
  const shapes = [...cells].map(([cell, count]) => {
    const points = cellToBoundary(cell).map(([lat, lng]) => frame.toPixels({ lat, lng }));
    const fill = heatColour(classes.findIndex(({ to }) => count <= to));
    return { type: 'polygon', shape: { points }, style: { fill, opacity: 0.85 } };
  });
  const invisible = { show: false, min: 0, max: 1 };
  return drawChart({
    label: `Map of the riders that ${policy} lost`,
    width,
    height,
    option: {
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: invisible,
      yAxis: invisible,
      graphic: scaleBar(frame),
      series: {
        type: 'custom',
        silent: true,
        data: shapes.map((_, i) => [0, 0, i]),
        renderItem: ({ dataIndex }: { dataIndex: number }) => shapes[dataIndex],
      },
    },
  });
}

function noteOf({ kpis }: PolicyResult): string {
  return kpis.lost === 0 ? 'nobody lost' : `${withThousands(kpis.lost)} lost`;
}

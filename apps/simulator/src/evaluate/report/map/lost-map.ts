import { getHexagonEdgeLengthAvg, UNITS } from 'h3-js';
import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { numberText, withThousands } from '../../output/number-text.js';
import { colourKey, encodeHtml, figure, section, type KeyEntry } from '../page/html-parts.js';
import { FEW, heatColour, INK, policyColour } from '../page/report-colours.js';
import { sumLayer, type DayGrid } from './day-grid.js';
import { classOf, heatClasses, SHARE_CLASSES, type HeatClass } from './heat-classes.js';
import type { MapFrame } from './map-frame.js';
import { mapMarkup } from './map-layers.js';
import { cellPoints, LEAST_REQUESTS } from './player-data.js';

/** Draws maps of the whole day: where riders ask for cars, and the share that each policy loses. */
export function lostMap({ results }: Evaluation, day: DayGrid, frame: MapFrame): string {
  const demand = results.length === 0 ? [] : [demandFigure(day, frame)];
  const lost = results.map((result, policy) => lostFigure(result, policy, { day, frame }));
  const entries = [
    ...SHARE_CLASSES.map(({ label }, i) => ({ colour: heatColour(i), label })),
    { colour: FEW, label: `fewer than ${LEAST_REQUESTS} requests` },
  ];
  return section({
    id: 'where',
    title: 'Where riders ask, and where they are lost',
    howToRead: `Maps of the whole day, by the junction at which riders wanted to be picked up. The first one has the requests, the others the share of them that a policy lost: without colour, none. A hexagon’s sides are ${sideText(day)} long; thin lines are roads, north is up.`,
    content: `${colourKey(entries, 'Share lost:')}<div class="several">${[...demand, ...lost].join('')}</div>`,
  });
}

const sideText = ({ grid }: DayGrid): string =>
  `${numberText(getHexagonEdgeLengthAvg(grid.resolution, UNITS.km), 1)} km`;

/** All policies have the same requests, so the first one stands for them. */
function demandFigure(day: DayGrid, frame: MapFrame): string {
  const lost = sumLayer(day, { policy: 0, layer: 'lost' });
  const requests = sumLayer(day, { policy: 0, layer: 'served' }).map((n, i) => n + lost[i]!);
  const most = requests.reduce((max, each) => Math.max(max, each), 0);
  const classes = heatClasses(most);
  const hexagons = hexagonsOf(requests, { day, frame, classes });
  const total = withThousands(requests.reduce((sum, each) => sum + each, 0));
  const note = `${total} in all, ${withThousands(most)} in the busiest hexagon`;
  const picture = mapMarkup(frame, hexagons, `Map of the requests of the day: ${note}`);
  return figure({
    colour: INK,
    title: 'requests',
    note,
    picture: `${picture}${colourKey(keyOf(classes))}`,
  });
}

const keyOf = (classes: readonly HeatClass[]): KeyEntry[] =>
  classes.map(({ label }, i) => ({ colour: heatColour(i), label }));

function lostFigure(
  { policy: name, kpis }: PolicyResult,
  policy: number,
  { day, frame }: { readonly day: DayGrid; readonly frame: MapFrame },
): string {
  const lost = sumLayer(day, { policy, layer: 'lost' });
  const served = sumLayer(day, { policy, layer: 'served' });
  const shares = lost.map((n, i) => shareOf(n, n + served[i]!));
  const hexagons = hexagonsOf(shares, { day, frame, classes: SHARE_CLASSES });
  const note = noteOf(kpis);
  const label = `Map of the share of riders that ${encodeHtml(name)} lost: ${note}`;
  const picture = mapMarkup(frame, hexagons, label);
  return figure({ colour: policyColour(policy), title: name, note, picture });
}

/** NaN for too few requests; null without one. */
function shareOf(lost: number, requests: number): number | null {
  if (requests === 0) return null;
  return requests < LEAST_REQUESTS ? NaN : (100 * lost) / requests;
}

function noteOf({ lost, servedPercent }: PolicyResult['kpis']): string {
  if (lost === 0) return 'no rider lost';
  const share = servedPercent === null ? '' : ` (${numberText(100 - servedPercent, 1)} %)`;
  return `${withThousands(lost)} lost${share}`;
}

interface Coloured {
  readonly day: DayGrid;
  readonly frame: MapFrame;
  readonly classes: readonly HeatClass[];
}

/** One group for each colour, which shortens the page. */
function hexagonsOf(values: readonly (number | null)[], { day, frame, classes }: Coloured): string {
  const groups = new Map<string, string[]>();
  for (const [i, value] of values.entries()) {
    if (value === null) continue;
    const index = classOf(value, classes);
    if (index < 0 && !Number.isNaN(value)) continue;
    const colour = Number.isNaN(value) ? FEW : heatColour(index);
    const group = groups.get(colour) ?? [];
    group.push(`M${cellPoints(day.grid.cells[i]!, frame)}z`);
    groups.set(colour, group);
  }
  return [...groups]
    .map(([colour, paths]) => `<path style="fill:${colour}" d="${paths.join('')}"/>`)
    .join('');
}

import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { numberText } from '../../output/number-text.js';
import { chip, colourKey, encodeHtml, section } from '../page/html-parts.js';
import { heatColour, IDLE, policyColour, REPOSITIONING } from '../page/report-colours.js';

const KM = 1_000;
/** More riders in a car share the last colour. */
const MOST_RIDERS = 4;

/** The kilometres of the fleet by riders in the car; '' without pooling. */
export function poolingChart({ results, rules }: Evaluation): string {
  if (!rules.pooling) return '';
  const most = results.reduce((max, result) => Math.max(max, kilometresOf(result)), 0);
  const parts = results.map(partsOf);
  const used = PARTS.filter((_, i) => parts.some((each) => each[i]! > 0));
  const rows = results.map((result, i) => row({ result, index: i, most }));
  return section({
    id: 'pooling',
    title: 'Shared rides',
    howToRead:
      'The kilometres of the fleet by how many riders were in the car. Pooling pays where the cars drive less in total, and more of it with two riders or more. The price is the detour.',
    content: `${colourKey(used)}<table class="stacked"><thead><tr><th scope="col">policy</th><th scope="col" class="text">kilometres of the fleet</th><th scope="col">total</th><th scope="col">shared</th><th scope="col">detour, mean</th><th scope="col">detour, p95</th><th scope="col">a rider</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  });
}

const PARTS = [
  { colour: REPOSITIONING, label: 'repositioning' },
  { colour: IDLE, label: 'on the way to a rider, empty' },
  { colour: heatColour(0), label: '1 rider' },
  { colour: heatColour(1), label: '2 riders' },
  { colour: heatColour(2), label: '3 riders' },
  { colour: heatColour(3), label: `${MOST_RIDERS} riders or more` },
];

/** Kilometres of each of `PARTS`. */
function partsOf({ kpis }: PolicyResult): number[] {
  const { ridersMeters } = kpis.pooling;
  const few = Array.from({ length: MOST_RIDERS }, (_, riders) => ridersMeters[riders] ?? 0);
  const many = ridersMeters.slice(MOST_RIDERS).reduce((sum, meters) => sum + meters, 0);
  return [kpis.repositionMeters, ...few, many].map((meters) => meters / KM);
}

const kilometresOf = (result: PolicyResult): number =>
  partsOf(result).reduce((sum, km) => sum + km, 0);

interface Row {
  readonly result: PolicyResult;
  readonly index: number;
  /** The kilometres that fill the whole width. */
  readonly most: number;
}

function row({ result, index, most }: Row): string {
  const { sharedPercent, detourSeconds, metersPerRider } = result.kpis.pooling;
  const cells: [label: string, text: string][] = [
    ['total', `${numberText(kilometresOf(result))} km`],
    ['shared', withUnit(sharedPercent, 1, '%')],
    ['detour, mean', withUnit(detourSeconds.mean, 0, 's')],
    ['detour, p95', withUnit(detourSeconds.p95, 0, 's')],
    ['a rider', withUnit(metersPerRider === null ? null : metersPerRider / KM, 2, 'km')],
  ];
  const figures = cells.map(([label, text]) => `<td data-label="${label}">${text}</td>`);
  const name = `${chip(policyColour(index))}${encodeHtml(result.policy)}`;
  return `<tr><th scope="row">${name}</th><td class="bar">${bar(result, most)}</td>${figures.join('')}</tr>`;
}

const withUnit = (value: number | null, decimals: number, unit: string): string =>
  value === null ? '–' : `${numberText(value, decimals)} ${unit}`;

function bar(result: PolicyResult, most: number): string {
  let left = 0;
  const rectangles = partsOf(result).map((km, i) => {
    const width = most > 0 ? (100 * km) / most : 0;
    const markup = `<rect x="${left.toFixed(2)}" width="${width.toFixed(2)}" height="10" style="fill:${PARTS[i]!.colour}"/>`;
    left += width;
    return markup;
  });
  const label = PARTS.map(({ label: part }, i) => `${part} ${numberText(partsOf(result)[i]!)} km`);
  return `<svg class="whisker" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="${label.join(', ')}">${rectangles.join('')}</svg>`;
}

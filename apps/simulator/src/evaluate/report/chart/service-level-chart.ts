import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { numberText } from '../../output/number-text.js';
import { chip, encodeHtml, section, twoWidths } from '../page/html-parts.js';
import { INK, policyColour } from '../page/report-colours.js';
import { createHorizontalAxis, createVerticalAxis, NON_INTERACTIVE } from './axis.js';
import { drawChart } from './draw-chart.js';
import { levelWithin, serviceLevels } from './service-levels.js';

/** Later lines are drawn above earlier ones and are dashed, so that equal lines are both visible. */
const DASHES = [7, 4];
const SOLID_LINES = 3;
/** Columns of the table below the chart, as far as riders are that patient. */
const MINUTES = [1, 2, 3, 5, 8, 10, 15, 20, 30];
const MINUTE_SECONDS = 60;

/** Draws the share of riders who were picked up within so many minutes, for each policy. */
export function serviceLevelChart(evaluation: Evaluation): string {
  const patience = numberText(evaluation.rules.patienceSeconds / MINUTE_SECONDS, 1);
  return section({
    id: 'service-level',
    title: 'How long riders wait',
    howToRead: `Follow a line to the right to see the share of all riders who had been picked up after so many minutes. A line that rises early means short waiting; the height at which it ends, after ${patience.replace(/\.0$/, '')} minutes, is the share of riders served. Dashed lines lie on top of others.`,
    content: `${twoWidths((isNarrow) => picture(evaluation, isNarrow))}${levelTable(evaluation)}`,
  });
}

function picture(evaluation: Evaluation, isNarrow: boolean): string {
  const { rules, results } = evaluation;
  return drawChart({
    label: 'Riders picked up within so many minutes, by policy. The table below has the figures.',
    width: isNarrow ? 358 : 1080,
    height: isNarrow ? 300 : 440,
    option: {
      grid: { left: 44, right: isNarrow ? 12 : 190, top: 36, bottom: 48 },
      xAxis: createHorizontalAxis('minutes since the wanted departure', {
        type: 'value',
        max: rules.patienceSeconds / MINUTE_SECONDS,
      }),
      yAxis: createVerticalAxis('picked up by then, % of all requests', { min: 0, max: 100 }),
      series: results.map((result, i) => curve({ result, index: i, evaluation, isNarrow })),
    },
  });
}

interface Curve {
  readonly result: PolicyResult;
  readonly index: number;
  readonly evaluation: Evaluation;
  readonly isNarrow: boolean;
}

function curve({ result, index, evaluation, isNarrow }: Curve): object {
  const colour = policyColour(index);
  const levels = serviceLevels(result, evaluation);
  const end = numberText(levels.at(-1)?.[1] ?? 0, 1);
  return {
    type: 'line',
    showSymbol: false,
    data: levels.map(([seconds, percent]) => [seconds / MINUTE_SECONDS, percent]),
    ...NON_INTERACTIVE,
    lineStyle: { color: colour, width: 2.5, type: index < SOLID_LINES ? 'solid' : DASHES },
    endLabel: {
      show: !isNarrow,
      distance: 8,
      color: INK,
      fontSize: 12,
      lineHeight: 17,
      formatter: `{dot|●} ${result.policy} ${end} %`,
      rich: { dot: { color: colour, fontSize: 12 } },
    },
    labelLayout: { moveOverlap: 'shiftY' },
  };
}

function levelTable(evaluation: Evaluation): string {
  const { results, rules } = evaluation;
  const minutes = MINUTES.filter((each) => each * MINUTE_SECONDS <= rules.patienceSeconds);
  const heads = minutes.map((each) => `<th scope="col">${each} min</th>`);
  const rows = results.map((result, i) => {
    const cells = minutes.map((each) => {
      const level = levelWithin(result, evaluation, each * MINUTE_SECONDS);
      const text = level === null ? '–' : `${numberText(level, 1)} %`;
      return `<td data-label="${each} min">${text}</td>`;
    });
    const name = `${chip(policyColour(i))}${encodeHtml(result.policy)}`;
    return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`;
  });
  return `<table class="stacked"><thead><tr><th scope="col">picked up within</th>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

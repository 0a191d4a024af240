import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { waitsOf } from '../../kpis/day-kpis.js';
import { numberText } from '../../output/number-text.js';
import { section } from '../html-parts.js';
import { INK, policyColour } from '../report-colours.js';
import { createHorizontalAxis, NON_INTERACTIVE, createVerticalAxis } from './axis.js';
import { cumulativeWaits } from './cumulative-waits.js';
import { drawChart } from './draw-chart.js';

/** Later lines are drawn above earlier ones and are dashed, so that equal lines are both visible. */
const DASHES = [7, 4];
const SOLID_LINES = 3;

/** Draws the cumulative distribution of waits of each policy. */
export function waitingChart(evaluation: Evaluation): string {
  const { rules, results } = evaluation;
  const picture = drawChart({
    label: 'Waiting times of each policy',
    width: 1080,
    height: 440,
    option: {
      grid: { left: 44, right: 190, top: 36, bottom: 48 },
      xAxis: createHorizontalAxis('time since departure, s', {
        type: 'value',
        max: rules.patienceSeconds,
      }),
      yAxis: createVerticalAxis('riders picked up by then, % of all requests', {
        min: 0,
        max: 100,
      }),
      series: results.map((result, i) => curve(result, i, evaluation)),
    },
  });
  return section({
    title: 'How long riders wait',
    howToRead: `How to read: follow a line to the right to see the share of all riders who had been picked up after so many seconds. A line that rises early means short waiting; the height at which it ends, after ${numberText(rules.patienceSeconds)} s, is the share of riders served.`,
    content: `<figure>${picture}</figure>`,
  });
}

function curve(result: PolicyResult, index: number, evaluation: Evaluation): object {
  const colour = policyColour(index);
  const { city, rules } = evaluation;
  const waits = waitsOf(result.record, city.requests);
  const points = cumulativeWaits(waits, city.requests.length, rules.patienceSeconds);
  const end = numberText(points.at(-1)?.[1] ?? 0, 1);
  return {
    type: 'line',
    showSymbol: false,
    data: points,
    ...NON_INTERACTIVE,
    lineStyle: { color: colour, width: 2.5, type: index < SOLID_LINES ? 'solid' : DASHES },
    endLabel: {
      show: true,
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

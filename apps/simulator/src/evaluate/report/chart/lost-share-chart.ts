import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { percentOf } from '../../kpis/percent.js';
import { DAY_HOURS } from '../../kpis/served-groups.js';
import { numberText } from '../../output/number-text.js';
import { chip, encodeHtml, section, twoWidths } from '../page/html-parts.js';
import { policyColour } from '../page/report-colours.js';
import { createHorizontalAxis, createVerticalAxis, niceMaximum, NON_INTERACTIVE } from './axis.js';
import { drawChart } from './draw-chart.js';
import { HOUR_LABELS } from './hour-labels.js';

/** A line for each policy; the later ones are dashed, so that equal lines are both visible. */
const SOLID_LINES = 3;

/** Draws the share of the requests of each hour that a policy lost. */
export function lostShareChart(evaluation: Evaluation): string {
  const { results } = evaluation;
  const key = results.map(
    ({ policy }, i) => `<li>${chip(policyColour(i))}${encodeHtml(policy)}</li>`,
  );
  return section({
    id: 'share-lost',
    title: 'Share lost by hour',
    howToRead:
      'Of 100 riders who wanted to leave in an hour, so many were lost. The charts below have the numbers of riders: a high share of a few riders weighs less than a low share of many.',
    content: `<ul class="key">${key.join('')}</ul>${twoWidths((isNarrow) => picture(results, isNarrow))}`,
  });
}

function picture(results: readonly PolicyResult[], isNarrow: boolean): string {
  const shares = results.map(sharesOf);
  const most = shares.flat().reduce<number>((max, share) => Math.max(max, share ?? 0), 0);
  const hours = shares[0]?.map((_, hour) => numberText(hour % DAY_HOURS)) ?? [];
  return drawChart({
    label: `Share of the requests of each hour that were lost. ${results.map(worstText).join('; ')}.`,
    width: isNarrow ? 358 : 1080,
    height: isNarrow ? 260 : 300,
    option: {
      grid: { left: 44, right: 12, top: 36, bottom: 48 },
      xAxis: createHorizontalAxis('hour of departure', {
        type: 'category',
        data: hours,
        axisLabel: HOUR_LABELS,
      }),
      yAxis: createVerticalAxis('lost, % of the requests of the hour', {
        min: 0,
        max: Math.min(100, niceMaximum(most)),
        splitNumber: 4,
      }),
      series: shares.map((data, i) => ({
        type: 'line',
        showSymbol: false,
        connectNulls: false,
        data,
        ...NON_INTERACTIVE,
        lineStyle: {
          color: policyColour(i),
          width: 2.5,
          type: i < SOLID_LINES ? 'solid' : [7, 4],
        },
      })),
    },
  });
}

/** Null for an hour without requests. */
const sharesOf = ({ kpis }: PolicyResult): (number | null)[] =>
  kpis.servedByHour.map(({ requests, served }) => percentOf(requests - served, requests));

function worstText(result: PolicyResult): string {
  const shares = sharesOf(result).map((share) => share ?? 0);
  const most = Math.max(0, ...shares);
  const hour = shares.indexOf(most) % DAY_HOURS;
  return `${result.policy} at most ${numberText(most, 1)} % at ${hour}:00`;
}

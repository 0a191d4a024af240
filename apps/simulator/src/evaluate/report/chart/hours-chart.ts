import type { Evaluation } from '../../evaluation.js';
import { DAY_HOURS } from '../../kpis/served-groups.js';
import type { ServedShare } from '../../kpis/served-share.js';
import { numberText, withThousands } from '../../output/number-text.js';
import { colourKey, figure, section } from '../page/html-parts.js';
import { ANY_POLICY, LOST, PAPER, policyColour } from '../page/report-colours.js';
import { createHorizontalAxis, niceMaximum, NON_INTERACTIVE, createVerticalAxis } from './axis.js';
import { drawChart } from './draw-chart.js';
import { HOUR_LABELS } from './hour-labels.js';

/** Draws the served and lost riders by hour. */
export function hoursChart({ results }: Evaluation): string {
  const hours = results.flatMap(({ kpis }) => kpis.servedByHour);
  const most = hours.reduce((least, { requests }) => Math.max(least, requests), 0);
  const max = niceMaximum(most);
  const figures = results.map((result, i) => {
    const day = outcomeOf(result.kpis.servedByHour);
    return figure({
      colour: policyColour(i),
      title: result.policy,
      note: worstHour(day),
      picture: picture(day, { policy: result.policy, colour: policyColour(i), max }),
    });
  });
  return section({
    id: 'hours',
    title: 'Served and lost by hour',
    howToRead:
      'Each bar is the requests of one hour, by when riders wanted to leave. The lower part was served, the upper one lost. All charts have the same scale.',
    content: `${colourKey([
      { colour: ANY_POLICY, label: 'served, in the colour of the policy' },
      { colour: LOST, label: 'lost' },
    ])}<div class="several">${figures.join('')}</div>`,
  });
}

interface HourlyOutcome {
  readonly served: number[];
  readonly lost: number[];
}

const outcomeOf = (hours: readonly ServedShare[]): HourlyOutcome => ({
  served: hours.map(({ served }) => served),
  lost: hours.map(({ requests, served }) => requests - served),
});

function worstHour({ lost }: HourlyOutcome): string {
  const most = lost.reduce((least, each) => Math.max(least, each), 0);
  if (most === 0) return 'no rider lost';
  const hour = lost.indexOf(most) % DAY_HOURS;
  const until = (hour + 1) % DAY_HOURS;
  return `most lost from ${hour}:00 to ${until}:00: ${withThousands(most)}`;
}

function picture(
  { served, lost }: HourlyOutcome,
  { policy, colour, max }: { policy: string; colour: string; max: number },
): string {
  const bar = (data: number[], color: string): object => ({
    type: 'bar',
    stack: 'requests',
    barCategoryGap: '15%',
    data,
    ...NON_INTERACTIVE,
    itemStyle: { color, borderColor: PAPER, borderWidth: 0.5 },
  });
  const hours = served.map((_, hour) => numberText(hour % DAY_HOURS));
  return drawChart({
    label: `Served and lost by hour with ${policy}`,
    width: 344,
    height: 220,
    option: {
      grid: { left: 44, right: 8, top: 34, bottom: 44 },
      xAxis: createHorizontalAxis('hour of departure', {
        type: 'category',
        data: hours,
        axisLabel: HOUR_LABELS,
      }),
      yAxis: createVerticalAxis('requests in the hour', { min: 0, max, splitNumber: 4 }),
      series: [bar(served, colour), bar(lost, LOST)],
    },
  });
}

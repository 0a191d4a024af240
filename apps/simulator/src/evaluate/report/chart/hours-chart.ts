import type { Evaluation } from '../../evaluation.js';
import { numberText, withThousands } from '../../output/number-text.js';
import { colourKey, figure, section } from '../html-parts.js';
import { ANY_POLICY, LOST, PAPER, policyColour } from '../report-colours.js';
import { createHorizontalAxis, niceMaximum, NON_INTERACTIVE, createVerticalAxis } from './axis.js';
import { drawChart } from './draw-chart.js';
import { HOUR_LABELS } from './hour-labels.js';
import { countByHour, DAY_HOURS, type HourlyOutcome } from './hourly-outcome.js';

/** Draws the served and lost riders by hour. */
export function hoursChart({ city, results }: Evaluation): string {
  const days = results.map(({ record }) => countByHour(record.rides, city.requests));
  const hours = days.flatMap(({ served, lost }) => served.map((n, i) => n + (lost[i] ?? 0)));
  const most = hours.reduce((least, each) => Math.max(least, each), 0);
  const max = niceMaximum(most);
  const figures = results.map((result, i) => {
    const day = days[i] ?? { served: [], lost: [] };
    return figure({
      colour: policyColour(i),
      title: result.policy,
      note: worstHour(day),
      picture: picture(day, { policy: result.policy, colour: policyColour(i), max }),
    });
  });
  return section({
    title: 'Served and lost by hour',
    howToRead:
      'How to read: each bar is the requests of one hour, by when riders wanted to leave. The lower part was served, the upper one lost. All charts have the same scale.',
    content: `${colourKey([
      { colour: ANY_POLICY, label: 'served, in the colour of the policy' },
      { colour: LOST, label: 'lost' },
    ])}<div class="several">${figures.join('')}</div>`,
  });
}

function worstHour({ lost }: HourlyOutcome): string {
  const most = lost.reduce((least, each) => Math.max(least, each), 0);
  if (most === 0) return 'nobody lost';
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

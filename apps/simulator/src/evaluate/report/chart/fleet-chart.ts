import type { FleetStates } from '#simulation';
import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { numberText } from '../../output/number-text.js';
import { colourKey, figure, section } from '../page/html-parts.js';
import { policyColour } from '../page/report-colours.js';
import { createHorizontalAxis, NON_INTERACTIVE, createVerticalAxis } from './axis.js';
import { drawChart } from './draw-chart.js';

const HOUR_SECONDS = 3_600;
/** More points than pixels would only enlarge the page. */
const MOST_POINTS = 300;

/** The states from the bottom of the chart to its top. */
const STATES = [
  { key: 'withRider', label: 'with a rider', colour: 'var(--with-rider)' },
  { key: 'toPickup', label: 'on the way to a rider', colour: 'var(--to-pickup)' },
  { key: 'repositioning', label: 'repositioning', colour: 'var(--repositioning)' },
  { key: 'offered', label: 'asked, not yet answered', colour: 'var(--offered)' },
  { key: 'idle', label: 'idle', colour: 'var(--idle)' },
  { key: 'charging', label: 'charging, with the way there', colour: 'var(--charging)' },
  { key: 'offDuty', label: 'off duty', colour: 'var(--off-duty)' },
] as const;

/** Draws the states of the cars over the day. */
export function fleetChart({ city, results }: Evaluation): string {
  const figures = results.map((result, i) =>
    figure({
      colour: policyColour(i),
      title: result.policy,
      note: utilised(result),
      picture: picture(result, city.vehicles.length),
    }),
  );
  return section({
    id: 'fleet',
    title: 'What the fleet does',
    howToRead:
      'At each time of the day the colours divide the whole fleet. Much idle colour while riders are lost means that cars stand in the wrong places; much of “on the way to a rider” that they come from far.',
    content: `${colourKey(STATES.filter(({ key }) => results.some((each) => isUsed(each, key))))}<div class="several">${figures.join('')}</div>`,
  });
}

function picture({ policy, record }: PolicyResult, cars: number): string {
  const states = downsample(record.fleet);
  const last = states.at(-1)?.atSeconds ?? 0;
  return drawChart({
    label: `Fleet over the day with ${policy}`,
    width: 344,
    height: 220,
    option: {
      grid: { left: 44, right: 8, top: 34, bottom: 44 },
      xAxis: createHorizontalAxis('time of day, h', {
        type: 'value',
        min: 0,
        max: last / HOUR_SECONDS,
        interval: 3,
        axisLabel: { color: 'var(--muted)', fontSize: 12, showMaxLabel: false },
      }),
      yAxis: createVerticalAxis('cars', { min: 0, max: cars, splitNumber: 4 }),
      series: STATES.map(({ key, colour }) => ({
        type: 'line',
        stack: 'fleet',
        showSymbol: false,
        ...NON_INTERACTIVE,
        lineStyle: { width: 0 },
        areaStyle: { color: colour, opacity: 1 },
        data: states.map((at) => [Math.round((at.atSeconds / HOUR_SECONDS) * 1e3) / 1e3, at[key]]),
      })),
    },
  });
}

const isUsed = ({ record }: PolicyResult, key: (typeof STATES)[number]['key']): boolean =>
  record.fleet.some((states) => states[key] > 0);

function downsample(fleet: readonly FleetStates[]): readonly FleetStates[] {
  const every = Math.max(1, Math.ceil(fleet.length / MOST_POINTS));
  return fleet.filter((_, i) => i % every === 0);
}

function utilised({ kpis }: PolicyResult): string {
  const share = kpis.utilisationPercent;
  return share === null ? '' : `${numberText(share, 1)} % utilised`;
}

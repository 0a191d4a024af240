import type { Evaluation } from '../evaluation.js';
import { fleetText } from './fleet-text.js';
import { withThousands } from './number-text.js';
import { wrapParts } from './text-table.js';

/** The city and its day for a terminal. */
export function scenarioText(evaluation: Evaluation): string {
  const [first = '', ...others] = dayParts(evaluation);
  return wrapParts([`${evaluation.city.name}: ${first}`, ...others]);
}

/** The size of the input and the rules of the day in one line. */
export const dayText = (evaluation: Evaluation): string => dayParts(evaluation).join(', ');

function dayParts({ city, rules, speedFactor, isRandom, timeZone }: Evaluation): string[] {
  return [
    `${withThousands(city.requests.length)} requests`,
    `${withThousands(city.vehicles.length)} cars`,
    ...(timeZone === undefined ? [] : [`hours of ${timeZone}`]),
    ...rulesText({ rules, speedFactor }),
    ...(city.history ? [`history of ${city.history.days} other days`] : []),
    ...(isRandom ? [`seed ${rules.seed}`] : []),
  ];
}

/** The rules of a day, a part each. */
export const rulesText = ({
  rules,
  speedFactor,
}: Pick<Evaluation, 'rules' | 'speedFactor'>): string[] => [
  `window ${rules.windowSeconds} s`,
  `patience ${rules.patienceSeconds} s`,
  ...(speedFactor === 1 ? [] : [`speeds × ${speedFactor}`]),
  ...(rules.speedByHour ? ['speeds by hour'] : []),
  ...answersText(rules),
  ...repositionText(rules),
  ...poolingText(rules),
  ...fleetText(rules),
];

/** Whether cars are repositioned; empty when each policy decides that. */
function repositionText({ reposition }: Evaluation['rules']): string[] {
  if (reposition === undefined) return [];
  return [reposition ? 'with repositioning' : 'without repositioning'];
}

/** The rules of shared rides; empty without pooling. */
function poolingText({ pooling }: Evaluation['rules']): string[] {
  if (!pooling) return [];
  const { seats, maxDetourSeconds } = pooling;
  return [`pooling with ${seats} seats and a detour of at most ${maxDetourSeconds} s`];
}

/** The rules of offers; empty when every driver accepts at once. */
function answersText({
  acceptRate,
  thinkSeconds,
  offerSeconds,
  retrySeconds,
  acceptFalls,
}: Evaluation['rules']): string[] {
  if (acceptRate === 1 && thinkSeconds === 0 && !acceptFalls) return [];
  const accepted = `${Math.round(acceptRate * 10_000) / 100} % of offers accepted`;
  return [
    accepted,
    `answered after ${thinkSeconds} s on average`,
    `expired after ${offerSeconds} s`,
    retrySeconds === 0 ? 'asked once' : `asked again ${retrySeconds} s after a missed offer`,
  ];
}

import type { Evaluation } from '../evaluation.js';
import { withThousands } from './number-text.js';

/** The city and its day in a line. */
export const scenarioText = (evaluation: Evaluation): string =>
  `${evaluation.city.name}: ${dayText(evaluation)}`;

/** What was given, and by which rules the day went. */
export function dayText({ city, rules }: Evaluation): string {
  return [
    `${withThousands(city.requests.length)} requests`,
    `${withThousands(city.vehicles.length)} cars`,
    `window ${rules.windowSeconds} s`,
    `patience ${rules.patienceSeconds} s`,
    ...answersText(rules),
    `seed ${rules.seed}`,
  ].join(', ');
}

/** Nothing to say where every driver says yes at once. */
function answersText({ acceptRate, thinkSeconds, offerSeconds }: Evaluation['rules']): string[] {
  if (acceptRate === 1 && thinkSeconds === 0) return [];
  const accepted = `${Math.round(acceptRate * 10_000) / 100} % of offers accepted`;
  return [
    accepted,
    `answered after ${thinkSeconds} s on average`,
    `expired after ${offerSeconds} s`,
  ];
}

import type { Evaluation } from '../evaluation.js';

type Rules = Evaluation['rules'];

/** The rules of a fleet with shifts and batteries, and of riders who cancel; empty without them. */
export function fleetText(rules: Rules): string[] {
  const { shifts, breaks, boardingSeconds = 0, charging } = rules;
  return [
    ...(shifts ? [`${shifts.length} shifts`] : []),
    ...(breaks ? [`breaks of ${breaks.seconds} s after ${breaks.everySeconds} s`] : []),
    ...(boardingSeconds > 0 ? [`${boardingSeconds} s at each stop`] : []),
    ...cancelText(rules),
    ...fallText(rules),
    ...(charging
      ? [`charging below ${percent(charging.belowSoc)} to ${percent(charging.toSoc)}`]
      : []),
  ];
}

function cancelText({ cancelAfter }: Rules): string[] {
  if (!cancelAfter) return [];
  const { distribution, meanSeconds, spread } = cancelAfter;
  if (distribution === 'constant') return [`riders cancel after ${meanSeconds} s`];
  const deviation = distribution === 'lognormal' ? ` ± ${percent(spread)}` : '';
  return [`riders cancel after ${meanSeconds} s${deviation} on average (${distribution})`];
}

function fallText({ acceptFalls }: Rules): string[] {
  if (!acceptFalls) return [];
  return [`acceptance falls by ${percent(acceptFalls.share)} a ${acceptFalls.per}`];
}

const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`;

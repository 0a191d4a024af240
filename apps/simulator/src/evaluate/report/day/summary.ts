import type { Evaluation, PolicyResult } from '../../evaluation.js';
import { numberText } from '../../output/number-text.js';
import { answerList, type Answer } from '../page/answers.js';

/** The most important results at the top of the page, as HTML. */
export const summary = (evaluation: Evaluation): string =>
  answerList(evaluation.results.length > 1 ? bestAnswers(evaluation) : onlyAnswers(evaluation));

function bestAnswers({ results }: Evaluation): Answer[] {
  const most = best(results, ({ kpis }) => -(kpis.servedPercent ?? 0));
  const wait = best(results, ({ kpis }) => kpis.waitSeconds.mean ?? Infinity);
  const empty = best(results, ({ kpis }) => kpis.emptyKmPercent ?? Infinity);
  return [
    { title: 'Most riders served', ...named(most, served(most)) },
    { title: 'Shortest waiting of the riders served', ...named(wait, waiting(wait)) },
    { title: 'Least driving without a rider', ...named(empty, emptyKm(empty)) },
  ];
}

const named = ({ policy }: PolicyResult, value: string): Omit<Answer, 'title'> => ({
  value,
  note: policy,
});

function onlyAnswers({ results }: Evaluation): Answer[] {
  const [only] = results;
  if (!only) return [];
  return [
    { title: 'Riders served', ...named(only, served(only)) },
    { title: 'Mean waiting of the riders served', ...named(only, waiting(only)) },
    { title: 'Driving without a rider', ...named(only, emptyKm(only)) },
  ];
}

const best = (results: readonly PolicyResult[], by: (result: PolicyResult) => number) =>
  results.reduce((a, b) => (by(b) < by(a) ? b : a));

const served = ({ kpis }: PolicyResult): string => withUnit(kpis.servedPercent, '%');
const waiting = ({ kpis }: PolicyResult): string => withUnit(kpis.waitSeconds.mean, 's');
const emptyKm = ({ kpis }: PolicyResult): string => withUnit(kpis.emptyKmPercent, '% of km');

const withUnit = (value: number | null, unit: string): string =>
  value === null ? '–' : `${numberText(value, 1)} ${unit}`;

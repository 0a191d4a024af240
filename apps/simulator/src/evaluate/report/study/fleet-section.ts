import { withThousands } from '../../output/number-text.js';
import type { FleetAnswer, Study } from '../../study/study.js';
import { intervalOf } from '../../study/study-figures.js';
import { targetFigure, targetText, type Target } from '../../study/target.js';
import { colourKey, encodeHtml, section } from '../page/html-parts.js';
import { policyColour } from '../page/report-colours.js';
import { answerList } from '../page/answers.js';
import { figureLines, type LinePoint } from './figure-lines.js';

/** The fleets of a search, for the top of the page. */
export const fleetAnswers = ({ fleets }: Study): string =>
  answerList(
    fleets.map(({ policy, cars, tooFew }) => ({
      title: policy,
      value:
        cars === undefined ? `over ${withThousands(tooFew)} cars` : `${withThousands(cars)} cars`,
      note: cars === undefined ? 'the largest fleet of the search is too small' : noteOf(tooFew),
    })),
  );

const noteOf = (tooFew: number): string =>
  tooFew === 0 ? 'the smallest fleet' : `${withThousands(tooFew)} are too few`;

/** The fleets that a search has tried, with the level of each target; '' without a search. */
export function fleetSection(study: Study): string {
  const { fleets, options } = study;
  if (fleets.length === 0) return '';
  const key = fleets.map(({ policy }, i) => ({ colour: policyColour(i), label: policy }));
  const charts = options.targets.map((target) => targetChart(target, fleets));
  const end =
    options.replications > 1
      ? ' With several days the unfavourable end of the 95 % confidence interval must reach it.'
      : '';
  return section({
    id: 'fleets',
    title: 'Fleets that were tried',
    howToRead: `Each point is a fleet that the search has simulated. The dashed line is the target: a fleet is enough when all targets are reached.${end}`,
    content: `${colourKey(key)}<div class="several">${charts.join('')}</div>`,
  });
}

function targetChart(target: Target, fleets: readonly FleetAnswer[]): string {
  const lines = fleets.map(({ policy, tried }) => ({
    name: policy,
    points: tried.flatMap(({ vehicles, days }) => pointOf(target, vehicles, days)),
  }));
  const title = targetText(target);
  const picture = figureLines({
    label: `${title}, by the number of cars`,
    axis: 'cars',
    lines,
    decimals: 1,
    isShare: targetFigure(target).unit === '%',
    level: target.value,
  });
  return `<figure><figcaption><h3>${encodeHtml(title)}</h3></figcaption>${picture}</figure>`;
}

function pointOf(
  target: Target,
  cars: number,
  days: FleetAnswer['tried'][number]['days'],
): LinePoint[] {
  const { of } = targetFigure(target);
  const interval = intervalOf({ key: '', title: '', unit: '', decimals: 0, of }, days);
  if (!interval) return [];
  return [{ x: cars, y: interval.mean, halfWidth: interval.halfWidth ?? 0 }];
}

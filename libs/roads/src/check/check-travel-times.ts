import type { InputProblem, InputProblems } from '#geo';
import type { ReadGraph, ReadLink } from '../graph/road-graph.js';
import { exampleLinks, medianOf, percent, roughly, tellingLinks } from './link-examples.js';

/** A median outside of it is no city. In the centre of a large one cars drive 8 km/h. */
const LEAST_MEDIAN_KMPH = 2;
const MOST_MEDIAN_KMPH = 160;
/** Faster links are errors of their map; so are those that take no time. */
const MOST_KMPH = 200;
/** The share of links that may be too fast. */
const MOST_FAST_SHARE = 0.05;
/** A median speed that is likely, when another unit makes it so. */
const LIKELY_KMPH = { least: 5, most: 130 } as const;

const UNITS = [
  { name: 'minutes', seconds: 60, remedy: 'Multiply travel_time by 60.' },
  { name: 'hours', seconds: 3_600, remedy: 'Multiply travel_time by 3,600.' },
  { name: 'milliseconds', seconds: 0.001, remedy: 'Divide travel_time by 1,000.' },
] as const;

/**
 * Requires speeds of cars in a city, by the lengths and travel times of the links.
 *
 * @returns a warning about single links that are too fast
 */
export function checkTravelTimes(graph: ReadGraph, problems: InputProblems): InputProblem[] {
  const links = tellingLinks(graph).filter(({ meters }) => meters > 0);
  if (links.length === 0) return [];
  const median = medianOf(links.map(kmphOf));
  if (median < LEAST_MEDIAN_KMPH || median > MOST_MEDIAN_KMPH) {
    problems.add(...medianProblem(median, links[0]!));
    return [];
  }
  const fast = links.filter((link) => kmphOf(link) > MOST_KMPH);
  if (fast.length === 0) return [];
  const share = fast.length / links.length;
  const problem = `${percent(share)} of the links are faster than ${MOST_KMPH} km/h: ${exampleLinks(graph, fast)}`;
  const where = fieldOf(fast[0]!);
  if (share <= MOST_FAST_SHARE) return [{ where, problem }];
  problems.add(where, problem, 'Give seconds, or leave travel_time out where it is not known.');
  return [];
}

function medianProblem(median: number, link: ReadLink): [string, string, string] {
  const speed = `the speed is ${roughly(median)} km/h in the median`;
  const unit = UNITS.find(({ seconds }) => isLikely(median / seconds));
  if (link.statedSeconds !== undefined && unit) {
    return ['travel_time', `${speed}: ${unit.name} instead of seconds?`, unit.remedy];
  }
  return [
    fieldOf(link),
    `${speed}, which is no city`,
    'Give travel_time in seconds, speeds in km/h.',
  ];
}

const fieldOf = ({ statedSeconds }: ReadLink): string =>
  statedSeconds === undefined ? 'speed' : 'travel_time';

const kmphOf = ({ meters, seconds }: ReadLink): number => (meters / seconds) * 3.6;

const isLikely = (kmph: number): boolean => kmph >= LIKELY_KMPH.least && kmph <= LIKELY_KMPH.most;

import { greatCircleMeters, type InputProblem, type InputProblems } from '#geo';
import type { ReadGraph, ReadLink } from '../graph/road-graph.js';
import { exampleLinks, medianOf, percent, roughly, tellingLinks } from './link-examples.js';

/** How many of a unit a metre is, for units that files have instead of metres. */
const UNITS = [
  { name: 'kilometres', perMeter: 0.001, remedy: 'Multiply length by 1,000.' },
  { name: 'miles', perMeter: 1 / 1609.344, remedy: 'Multiply length by 1,609.344.' },
  { name: 'feet', perMeter: 1 / 0.3048, remedy: 'Multiply length by 0.3048.' },
  { name: 'centimetres', perMeter: 100, remedy: 'Divide length by 100.' },
  { name: 'degrees', perMeter: 1 / 111_195, remedy: 'Leave length out, and it is computed.' },
] as const;

/** Most streets are straight, so that the ratio in the middle is near the factor of the unit. */
const UNIT_TOLERANCE = 1.25;
/** A ratio in the middle above it is no network of streets. */
const MOST_DETOUR = 3;
/** A road is never shorter than the straight line; 5 % are errors of rounding and of the sphere. */
const LEAST_RATIO = 0.95;
/** The share of links that may be too short. A few are errors of their map. */
const MOST_SHORT_SHARE = 0.05;
/** By how much swapping x and y has to raise the share of straight links. */
const SWAPPED_SHARE = 0.3;

const LEAVE_OUT = 'Give metres, or leave length out, and it is computed from the positions.';

/**
 * Compares the lengths that the file states with the straight lines between the ends.
 *
 * @returns a warning about single links that are too short
 */
export function checkLengths(graph: ReadGraph, problems: InputProblems): InputProblem[] {
  const links = tellingLinks(graph).filter(({ statedMeters }) => statedMeters !== undefined);
  if (links.length === 0) return [];
  const median = medianOf(links.map(ratioOf));
  const unit = UNITS.find(({ perMeter }) => isNear(median, perMeter));
  if (unit) {
    const problem = `is ${roughly(median)} of the straight line in metres, in the median: ${unit.name}?`;
    problems.add('length', problem, unit.remedy);
    return [];
  }
  if (areSwapped(graph, links)) {
    const problem = 'longitude and latitude seem to be swapped, by the lengths of the links';
    problems.add('nodes', problem, 'Swap them: x is the longitude, y the latitude.');
    return [];
  }
  if (median > MOST_DETOUR) {
    problems.add(
      'length',
      `is ${roughly(median)} times the straight line, in the median`,
      LEAVE_OUT,
    );
    return [];
  }
  return checkShortLinks(graph, links, problems);
}

function checkShortLinks(
  graph: ReadGraph,
  links: readonly ReadLink[],
  problems: InputProblems,
): InputProblem[] {
  const short = links.filter((link) => ratioOf(link) < LEAST_RATIO);
  if (short.length === 0) return [];
  const share = short.length / links.length;
  const problem = `${percent(share)} of the links are shorter than the straight line: ${exampleLinks(graph, short)}`;
  if (share > MOST_SHORT_SHARE) {
    problems.add('length', problem, LEAVE_OUT);
    return [];
  }
  return [{ where: 'length', problem }];
}

const ratioOf = ({ statedMeters, straightMeters }: ReadLink): number =>
  statedMeters! / straightMeters;

const isNear = (ratio: number, factor: number): boolean =>
  ratio > factor / UNIT_TOLERANCE && ratio < factor * UNIT_TOLERANCE;

/**
 * Whether many more links have the length of their straight line when x and y are swapped. It can't
 * be seen where all links run in one direction.
 */
function areSwapped({ positions }: ReadGraph, links: readonly ReadLink[]): boolean {
  const canBe = positions.every(({ lng }) => Math.abs(lng) <= 90);
  if (!canBe) return false;
  const swappedRatio = ({ from, to, statedMeters }: ReadLink): number => {
    const [a, b] = [positions[from]!, positions[to]!];
    const straight = greatCircleMeters({ lat: a.lng, lng: a.lat }, { lat: b.lng, lng: b.lat });
    return statedMeters! / straight;
  };
  return straightShare(links.map(swappedRatio)) > straightShare(links.map(ratioOf)) + SWAPPED_SHARE;
}

const straightShare = (ratios: readonly number[]): number =>
  ratios.filter((ratio) => ratio > 0.99 && ratio < 1.02).length / ratios.length;

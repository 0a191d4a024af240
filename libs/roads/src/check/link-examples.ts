import type { ReadGraph, ReadLink } from '../graph/road-graph.js';

/** Shorter links are rounded so much that they tell no unit. */
const TELLING_METERS = 20;

/** The links that are long enough to compare their numbers. */
export const tellingLinks = ({ links }: ReadGraph): ReadLink[] =>
  links.filter(({ straightMeters }) => straightMeters >= TELLING_METERS);

/** The value in the middle; the upper one of two. @param values at least one */
export function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Names up to three links, such as "links[3], links[9] and 40 more". */
export function exampleLinks({ names }: ReadGraph, links: readonly ReadLink[]): string {
  const shown = links.slice(0, 3).map(({ place }) => names.link(place));
  const more = links.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more.toLocaleString('en')} more` : shown.join(', ');
}

/** A number with three significant digits. */
export const roughly = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 5 });

/** @param share of 1 */
export const percent = (share: number): string => `${roughly(share * 100)} %`;

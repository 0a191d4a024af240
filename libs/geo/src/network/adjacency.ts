import type { RoadLabel } from './road-label.js';

/** A one-way road between two junctions. A two-way street is two links. */
export interface RoadLink {
  /** Index of the node it leaves. */
  readonly from: number;
  /** Index of the node it reaches. */
  readonly to: number;
  /** Travel time, ≥ 0. */
  readonly seconds: number;
  /** Length, ≥ 0. */
  readonly meters: number;
  /** What the road is called; undefined when its source doesn't say. */
  readonly label?: RoadLabel;
}

/**
 * Links by the node they leave, as compressed sparse rows: the links of node `n` have the
 * indices from `offsets[n]` up to, not including, `offsets[n + 1]` in the other arrays. The
 * arrays are typed because a search reads each link once, and objects would triple its time.
 */
export interface Adjacency {
  readonly offsets: Uint32Array;
  readonly heads: Uint32Array;
  readonly seconds: Float64Array;
  readonly meters: Float64Array;
}

/** @returns the offsets of an `Adjacency`, and the index in it of each link */
export function linkSlots(
  nodeCount: number,
  links: readonly RoadLink[],
): { offsets: Uint32Array; slots: Uint32Array } {
  const offsets = new Uint32Array(nodeCount + 1);
  for (const { from } of links) offsets[from + 1]!++;
  for (let node = 0; node < nodeCount; node++) offsets[node + 1]! += offsets[node]!;
  const next = offsets.slice();
  return { offsets, slots: Uint32Array.from(links, ({ from }) => next[from]!++) };
}

/** Packs links by their first node. Parallel links are all kept, in the given order. */
export function packLinks(nodeCount: number, links: readonly RoadLink[]): Adjacency {
  const { offsets, slots } = linkSlots(nodeCount, links);
  const packed: Adjacency = {
    offsets,
    heads: new Uint32Array(links.length),
    seconds: new Float64Array(links.length),
    meters: new Float64Array(links.length),
  };
  for (const [index, link] of links.entries()) {
    const slot = slots[index]!;
    packed.heads[slot] = link.to;
    packed.seconds[slot] = link.seconds;
    packed.meters[slot] = link.meters;
  }
  return packed;
}

/** The same link in the opposite direction. A search over reversed links finds routes *to* a node. */
export const reverseLink = (link: RoadLink): RoadLink => ({
  ...link,
  from: link.to,
  to: link.from,
});

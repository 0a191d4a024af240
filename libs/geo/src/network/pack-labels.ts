import { linkSlots, type RoadLink } from './adjacency.js';
import type { RoadLabel } from './road-label.js';

/** The labels of a network, each once, and which of them a link has. */
export interface LabelTable {
  readonly labels: readonly RoadLabel[];
  /** The index of a link's label, in the order of the links of `forward`; -1 without one. */
  readonly labelOfLink: Int32Array;
}

/** Arranges the labels of links in the order in which `packLinks` arranges the links. */
export function packLabels(nodeCount: number, links: readonly RoadLink[]): LabelTable {
  const labels: RoadLabel[] = [];
  const known = new Map<string, number>();
  const labelOfLink = new Int32Array(links.length).fill(-1);
  const { slots } = linkSlots(nodeCount, links);
  for (const [index, { label }] of links.entries()) {
    if (!label) continue;
    const key = JSON.stringify(label);
    const found = known.get(key) ?? labels.push(label) - 1;
    known.set(key, found);
    labelOfLink[slots[index]!] = found;
  }
  return { labels, labelOfLink };
}

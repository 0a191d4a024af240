import type { Adjacency, RoadLink } from '../network/adjacency.js';

/** A link, as its node holds it: the node at the other end, and what the link costs. */
export interface HalfLink {
  readonly node: number;
  readonly seconds: number;
  readonly meters: number;
}

/**
 * The nodes that are not contracted yet, with the links and shortcuts between them. There is at
 * most one link from one node to another: the fastest, and of equally fast ones the shortest.
 */
export class RemainingNetwork {
  /** By node, the links that leave it. */
  readonly outgoing: HalfLink[][];
  /** By node, the links that reach it. */
  readonly incoming: HalfLink[][];

  constructor(forward: Adjacency) {
    const nodeCount = forward.offsets.length - 1;
    this.outgoing = Array.from({ length: nodeCount }, () => []);
    this.incoming = Array.from({ length: nodeCount }, () => []);
    for (let from = 0; from < nodeCount; from++) {
      for (let link = forward.offsets[from]!; link < forward.offsets[from + 1]!; link++) {
        const to = forward.heads[link]!;
        if (to === from) continue;
        this.add({ from, to, seconds: forward.seconds[link]!, meters: forward.meters[link]! });
      }
    }
  }

  add({ from, to, seconds, meters }: RoadLink): void {
    keepBetter(this.outgoing[from]!, { node: to, seconds, meters });
    keepBetter(this.incoming[to]!, { node: from, seconds, meters });
  }

  /** Takes a node out of the lists of its neighbours. Its own lists stay. */
  remove(node: number): void {
    for (const { node: head } of this.outgoing[node]!) removeFrom(this.incoming[head]!, node);
    for (const { node: tail } of this.incoming[node]!) removeFrom(this.outgoing[tail]!, node);
  }
}

function keepBetter(links: HalfLink[], link: HalfLink): void {
  const index = links.findIndex(({ node }) => node === link.node);
  const known = links[index];
  if (!known) links.push(link);
  else if (
    link.seconds < known.seconds ||
    (link.seconds === known.seconds && link.meters < known.meters)
  ) {
    links[index] = link;
  }
}

function removeFrom(links: HalfLink[], node: number): void {
  const index = links.findIndex((link) => link.node === node);
  const last = links.pop()!;
  if (index < links.length) links[index] = last;
}

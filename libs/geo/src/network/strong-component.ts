import type { Adjacency } from './adjacency.js';

const UNSEEN = 0xffffffff;

/**
 * The nodes of the largest strongly connected component, ascending: each of them reaches every
 * other one. Among components of equal size the first one found is returned.
 *
 * The algorithm is R. Tarjan, "Depth-first search and linear graph algorithms" (1972). The
 * recursion is a loop here, because a path through a city is longer than the call stack.
 */
export function largestStrongComponent(adjacency: Adjacency): Uint32Array {
  const search = new ComponentSearch(adjacency);
  const nodeCount = adjacency.offsets.length - 1;
  for (let node = 0; node < nodeCount; node++) search.visit(node);
  return Uint32Array.from(search.largest).sort();
}

class ComponentSearch {
  largest: number[] = [];
  private readonly order: Uint32Array;
  private readonly low: Uint32Array;
  private readonly nextLink: Uint32Array;
  private readonly closed: Uint8Array;
  private readonly open: number[] = [];
  private seen = 0;

  constructor(private readonly adjacency: Adjacency) {
    const nodeCount = adjacency.offsets.length - 1;
    this.order = new Uint32Array(nodeCount).fill(UNSEEN);
    this.low = new Uint32Array(nodeCount);
    this.nextLink = adjacency.offsets.slice(0, nodeCount);
    this.closed = new Uint8Array(nodeCount);
  }

  visit(root: number): void {
    if (this.order[root] !== UNSEEN) return;
    const path = [this.enter(root)];
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      const child = this.unseenChild(node);
      if (child !== undefined) {
        path.push(this.enter(child));
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) this.lower(parent, this.low[node]!);
      if (this.low[node] === this.order[node]) this.close(node);
    }
  }

  private enter(node: number): number {
    this.order[node] = this.low[node] = this.seen++;
    this.open.push(node);
    return node;
  }

  /** Continues with the links of `node` up to the first one that leads to an unvisited node. */
  private unseenChild(node: number): number | undefined {
    const { heads, offsets } = this.adjacency;
    while (this.nextLink[node]! < offsets[node + 1]!) {
      const head = heads[this.nextLink[node]!++]!;
      if (this.order[head] === UNSEEN) return head;
      if (!this.closed[head]) this.lower(node, this.order[head]!);
    }
    return undefined;
  }

  private lower(node: number, order: number): void {
    if (order < this.low[node]!) this.low[node] = order;
  }

  private close(root: number): void {
    const component = this.open.splice(this.open.lastIndexOf(root));
    for (const node of component) this.closed[node] = 1;
    if (component.length > this.largest.length) this.largest = component;
  }
}

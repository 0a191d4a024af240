import type { Adjacency } from './adjacency.js';

const UNSEEN = 0xffffffff;

/**
 * Nodes of the largest strongly connected component, ascending: from each of them every
 * other can be reached. The first found wins among equals.
 *
 * Tarjan, "Depth-first search and linear graph algorithms" (1972), with its recursion
 * unrolled: a city's streets are deeper than the call stack.
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

  /** Follows the links of `node` from where it left off, up to one that leads somewhere new. */
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

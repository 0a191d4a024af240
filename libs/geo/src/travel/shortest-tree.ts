import FlatQueue from 'flatqueue';
import type { Adjacency } from '../network/adjacency.js';

/** No link leads here (the root, or a node that can't be reached). */
export const NO_PARENT = -1;

/** Fastest ways between one root and every node, by node index. */
export interface ShortestTree {
  /** Travel time; Infinity where there is no way. */
  readonly seconds: Float64Array;
  /** Length of that same way, not of the shortest one. */
  readonly meters: Float64Array;
  /** The neighbour on the way to the root, or NO_PARENT. */
  readonly parents: Int32Array;
}

/**
 * Dijkstra's algorithm with a binary heap, for many roots one after the other: making the
 * arrays anew for each would cost more than the search. An entry that was overtaken stays in
 * the heap and is skipped when it comes up: cheaper than moving it, and the heap stays within
 * one entry a link. The same adjacency and root give the same tree, to the bit.
 */
export class ShortestTreeSearch {
  private readonly tree: ShortestTree;
  private readonly queue: FlatQueue;

  /** @param adjacency forward links for ways *from* a root, reverse links for ways *to* it */
  constructor(private readonly adjacency: Adjacency) {
    const nodeCount = adjacency.offsets.length - 1;
    this.tree = {
      seconds: new Float64Array(nodeCount),
      meters: new Float64Array(nodeCount),
      parents: new Int32Array(nodeCount),
    };
    this.queue = new FlatQueue(adjacency.heads.length + 1);
  }

  /**
   * @param goal stop once this node is settled; the rest of the tree is then unfinished
   * @returns the tree, which the next call overwrites
   */
  searchFrom(root: number, goal = NO_PARENT): ShortestTree {
    this.reset(root);
    const { queue } = this;
    const { seconds } = this.tree;
    while (queue.length > 0) {
      const reached = queue.peekValue()!;
      const node = queue.pop()!;
      if (reached > seconds[node]!) continue;
      if (node === goal) break;
      this.relax(node);
    }
    return this.tree;
  }

  private reset(root: number): void {
    const { seconds, meters, parents } = this.tree;
    seconds.fill(Infinity);
    meters.fill(Infinity);
    parents.fill(NO_PARENT);
    seconds[root] = meters[root] = 0;
    this.queue.clear();
    this.queue.push(root, 0);
  }

  /** Offers each neighbour of a settled node the way through it. */
  private relax(node: number): void {
    const { offsets, heads, seconds: linkSeconds, meters: linkMeters } = this.adjacency;
    const { seconds, meters, parents } = this.tree;
    const end = offsets[node + 1]!;
    for (let link = offsets[node]!; link < end; link++) {
      const head = heads[link]!;
      const arrival = seconds[node]! + linkSeconds[link]!;
      if (arrival >= seconds[head]!) continue;
      seconds[head] = arrival;
      meters[head] = meters[node]! + linkMeters[link]!;
      parents[head] = node;
      this.queue.push(head, arrival);
    }
  }
}

/** The tree of one root; for many of one network keep a `ShortestTreeSearch`. */
export const shortestTree = (adjacency: Adjacency, root: number, goal = NO_PARENT): ShortestTree =>
  new ShortestTreeSearch(adjacency).searchFrom(root, goal);

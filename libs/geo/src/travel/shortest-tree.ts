import FlatQueue from 'flatqueue';
import type { Adjacency } from '../network/adjacency.js';

/** The parent of the root and of every unreachable node. */
export const NO_PARENT = -1;

/** The fastest routes between one root and every node, by node index. */
export interface ShortestTree {
  /** Travel time; Infinity when there is no route. */
  readonly seconds: Float64Array;
  /** Length of the fastest route, which need not be the shortest. */
  readonly meters: Float64Array;
  /** The next node on the route to the root, or NO_PARENT. */
  readonly parents: Int32Array;
}

/**
 * Dijkstra's algorithm with a binary heap, for many roots in sequence: new arrays for each root
 * would cost more than the search. An entry with an outdated distance stays in the heap and is
 * skipped when it is popped. That is cheaper than a decrease-key operation, and the heap holds
 * at most one entry for each link. The same adjacency and root give the same tree, to the bit.
 */
export class ShortestTreeSearch {
  private readonly tree: ShortestTree;
  private readonly queue: FlatQueue;
  /** The nodes that the search has reached: only these are reset, so a short search stays cheap. */
  private readonly reached: Uint32Array;
  private reachedCount = 0;

  /** @param adjacency forward links for routes *from* a root, reverse links for routes *to* it */
  constructor(private readonly adjacency: Adjacency) {
    const nodeCount = adjacency.offsets.length - 1;
    this.tree = {
      seconds: new Float64Array(nodeCount),
      meters: new Float64Array(nodeCount),
      parents: new Int32Array(nodeCount),
    };
    this.tree.seconds.fill(Infinity);
    this.tree.meters.fill(Infinity);
    this.tree.parents.fill(NO_PARENT);
    this.reached = new Uint32Array(nodeCount);
    this.queue = new FlatQueue(adjacency.heads.length + 1);
  }

  /**
   * @param goal the search stops when this node is settled and leaves the tree incomplete
   * @returns the tree, which the next call overwrites
   */
  searchFrom(root: number, goal = NO_PARENT): ShortestTree {
    this.begin(root);
    for (let node = root; node !== NO_PARENT && node !== goal;) node = this.settleNext();
    return this.tree;
  }

  /**
   * Begins a search that its caller advances node by node.
   *
   * @returns the tree, complete for the settled nodes only; the next search overwrites it
   */
  begin(root: number): ShortestTree {
    const { tree, reached } = this;
    for (let i = 0; i < this.reachedCount; i++) {
      const node = reached[i]!;
      tree.seconds[node] = tree.meters[node] = Infinity;
      tree.parents[node] = NO_PARENT;
    }
    tree.seconds[root] = tree.meters[root] = 0;
    reached[0] = root;
    this.reachedCount = 1;
    this.queue.clear();
    this.queue.push(root, 0);
    return tree;
  }

  /** Settles the nearest node that isn't settled yet; NO_PARENT (−1) when there is none. */
  settleNext(): number {
    const { queue } = this;
    const { seconds } = this.tree;
    while (queue.length > 0) {
      const arrival = queue.peekValue()!;
      const node = queue.pop()!;
      if (arrival > seconds[node]!) continue;
      this.relax(node);
      return node;
    }
    return NO_PARENT;
  }

  /** Relaxes the links of a settled node. */
  private relax(node: number): void {
    const { offsets, heads, seconds: linkSeconds, meters: linkMeters } = this.adjacency;
    const { seconds, meters, parents } = this.tree;
    const end = offsets[node + 1]!;
    for (let link = offsets[node]!; link < end; link++) {
      const head = heads[link]!;
      const arrival = seconds[node]! + linkSeconds[link]!;
      if (arrival >= seconds[head]!) continue;
      if (seconds[head] === Infinity) this.reached[this.reachedCount++] = head;
      seconds[head] = arrival;
      meters[head] = meters[node]! + linkMeters[link]!;
      parents[head] = node;
      this.queue.push(head, arrival);
    }
  }
}

/** The tree of one root. For many roots of one network keep a `ShortestTreeSearch`. */
export const shortestTree = (adjacency: Adjacency, root: number, goal = NO_PARENT): ShortestTree =>
  new ShortestTreeSearch(adjacency).searchFrom(root, goal);

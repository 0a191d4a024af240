import FlatQueue from 'flatqueue';
import type { Adjacency } from './adjacency.js';

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
 * Dijkstra's algorithm with a binary heap. An entry that was overtaken stays in the heap
 * and is skipped when it comes up: cheaper than moving it, and the heap stays within one
 * entry a link.
 *
 * @param adjacency forward links for ways *from* the root, reverse links for ways *to* it
 * @param goal stop once this node is settled; the rest of the tree is then unfinished
 */
export function shortestTree(adjacency: Adjacency, root: number, goal = NO_PARENT): ShortestTree {
  const nodeCount = adjacency.offsets.length - 1;
  const tree: ShortestTree = {
    seconds: new Float64Array(nodeCount).fill(Infinity),
    meters: new Float64Array(nodeCount).fill(Infinity),
    parents: new Int32Array(nodeCount).fill(NO_PARENT),
  };
  tree.seconds[root] = tree.meters[root] = 0;
  const queue = new FlatQueue(adjacency.heads.length + 1);
  queue.push(root, 0);
  while (queue.length > 0) {
    const reached = queue.peekValue()!;
    const node = queue.pop()!;
    if (reached > tree.seconds[node]!) continue;
    if (node === goal) break;
    relax(adjacency, tree, { node, queue });
  }
  return tree;
}

/** Offers each neighbour of a settled node the way through it. */
function relax(
  adjacency: Adjacency,
  { seconds, meters, parents }: ShortestTree,
  { node, queue }: { node: number; queue: FlatQueue },
): void {
  const end = adjacency.offsets[node + 1]!;
  for (let link = adjacency.offsets[node]!; link < end; link++) {
    const head = adjacency.heads[link]!;
    const arrival = seconds[node]! + adjacency.seconds[link]!;
    if (arrival >= seconds[head]!) continue;
    seconds[head] = arrival;
    meters[head] = meters[node]! + adjacency.meters[link]!;
    parents[head] = node;
    queue.push(head, arrival);
  }
}

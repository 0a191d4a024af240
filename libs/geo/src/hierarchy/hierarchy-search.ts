import FlatQueue from 'flatqueue';
import type { Adjacency } from '../network/adjacency.js';
import type { Travel } from '../travel/access-leg.js';
import type { ContractionHierarchy } from './contraction-hierarchy.js';

const UNREACHABLE: Travel = { durationSeconds: Infinity, distanceMeters: Infinity };

/**
 * Finds the fastest route between two nodes by two searches upwards in a contraction hierarchy,
 * from the start and, against the direction of travel, from the target. The memory is 16 bytes a
 * node for each direction, and does not grow with the number of queries.
 */
export class HierarchySearch {
  private readonly fromStart: UpwardSearch;
  private readonly toTarget: UpwardSearch;

  constructor(private readonly hierarchy: ContractionHierarchy) {
    const { upward, downward } = hierarchy;
    this.fromStart = new UpwardSearch(upward, downward);
    this.toTarget = new UpwardSearch(downward, upward);
  }

  /** Nodes that the searches have settled so far. */
  get settledCount(): number {
    return this.fromStart.settledCount + this.toTarget.settledCount;
  }

  /** @returns Infinity for both values when there is no route */
  find(from: number, to: number): Travel {
    const { fromStart, toTarget } = this;
    const { ranks } = this.hierarchy;
    fromStart.begin(ranks[from]!);
    toTarget.begin(ranks[to]!);
    let best = UNREACHABLE;
    const meet = (node: number) => {
      const durationSeconds = fromStart.seconds[node]! + toTarget.seconds[node]!;
      if (durationSeconds >= best.durationSeconds) return;
      const distanceMeters = fromStart.meters[node]! + toTarget.meters[node]!;
      best = { durationSeconds, distanceMeters };
    };
    for (;;) {
      const search = fromStart.nextSeconds <= toTarget.nextSeconds ? fromStart : toTarget;
      // Every route that was not found yet takes at least as long as either search has come.
      if (search.nextSeconds >= best.durationSeconds) return best;
      meet(search.settleNext());
    }
  }
}

/** Dijkstra's algorithm on the links to higher ranks. */
class UpwardSearch {
  /** Travel time by node; Infinity where the search has not been. */
  readonly seconds: Float64Array;
  readonly meters: Float64Array;
  settledCount = 0;
  private readonly queue = new FlatQueue();
  private readonly reached: number[] = [];

  /**
   * @param links the links by which the search goes up
   * @param opposite the links by which it would come down, reversed
   */
  constructor(
    private readonly links: Adjacency,
    private readonly opposite: Adjacency,
  ) {
    const nodeCount = links.offsets.length - 1;
    this.seconds = new Float64Array(nodeCount).fill(Infinity);
    this.meters = new Float64Array(nodeCount).fill(Infinity);
  }

  begin(node: number): void {
    for (const reached of this.reached) {
      this.seconds[reached] = this.meters[reached] = Infinity;
    }
    this.reached.length = 0;
    this.queue.clear();
    this.reach(node, 0, 0);
  }

  /** A lower bound of the travel time of the next node; Infinity when no node is left. */
  get nextSeconds(): number {
    return this.queue.peekValue() ?? Infinity;
  }

  settleNext(): number {
    const arrival = this.queue.peekValue()!;
    const node = this.queue.pop()!;
    if (arrival > this.seconds[node]! || this.isStalled(node, arrival)) return node;
    this.settledCount += 1;
    const { offsets, heads, seconds, meters } = this.links;
    const end = offsets[node + 1]!;
    const length = this.meters[node]!;
    for (let link = offsets[node]!; link < end; link++) {
      this.reach(heads[link]!, arrival + seconds[link]!, length + meters[link]!);
    }
    return node;
  }

  /**
   * A node that is reached sooner down from a higher one is on no fastest route upwards, so the
   * search needs not go on from it ("stall-on-demand").
   */
  private isStalled(node: number, arrival: number): boolean {
    const { offsets, heads, seconds } = this.opposite;
    const end = offsets[node + 1]!;
    for (let link = offsets[node]!; link < end; link++) {
      if (this.seconds[heads[link]!]! + seconds[link]! < arrival) return true;
    }
    return false;
  }

  private reach(node: number, arrival: number, length: number): void {
    const known = this.seconds[node]!;
    if (arrival >= known) return;
    if (known === Infinity) this.reached.push(node);
    this.seconds[node] = arrival;
    this.meters[node] = length;
    this.queue.push(node, arrival);
  }
}

import FlatQueue from 'flatqueue';
import type { Adjacency } from '../network/adjacency.js';

/** Dijkstra's algorithm on the links to higher ranks. */
export class UpwardSearch {
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

  /**
   * Settles every node of the search.
   *
   * @param visit called with each node that may be the highest one of a fastest route
   */
  settleAll(visit: (node: number) => void): void {
    while (this.queue.length > 0) {
      const before = this.settledCount;
      const node = this.settleNext();
      if (this.settledCount > before) visit(node);
    }
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

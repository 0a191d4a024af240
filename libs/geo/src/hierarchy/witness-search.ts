import FlatQueue from 'flatqueue';
import type { RemainingNetwork } from './remaining-network.js';

/**
 * A search for routes around a node that is to be contracted. It ends after a number of nodes,
 * because a shortcut that a longer search would save costs a query less than that search costs.
 */
export class WitnessSearch {
  private readonly seconds: Float64Array;
  private readonly queue = new FlatQueue();
  private readonly reached: number[] = [];

  constructor(private readonly network: RemainingNetwork) {
    this.seconds = new Float64Array(network.outgoing.length).fill(Infinity);
  }

  /**
   * Searches from one node without passing another.
   *
   * @param limit travel times above `seconds` and nodes beyond `nodes` settled ones are not searched
   */
  searchFrom(from: number, without: number, limit: { seconds: number; nodes: number }): void {
    this.clear();
    this.reach(from, 0);
    const { queue, seconds, network } = this;
    for (let settled = 0; queue.length > 0 && settled < limit.nodes; settled++) {
      const arrival = queue.peekValue()!;
      const node = queue.pop()!;
      if (arrival > limit.seconds) return;
      if (arrival > seconds[node]!) continue;
      for (const link of network.outgoing[node]!) {
        if (link.node !== without) this.reach(link.node, arrival + link.seconds);
      }
    }
  }

  /** The travel time of a route that the last search found, or Infinity. */
  secondsTo(node: number): number {
    return this.seconds[node]!;
  }

  private reach(node: number, arrival: number): void {
    const known = this.seconds[node]!;
    if (arrival >= known) return;
    if (known === Infinity) this.reached.push(node);
    this.seconds[node] = arrival;
    this.queue.push(node, arrival);
  }

  private clear(): void {
    for (const node of this.reached) this.seconds[node] = Infinity;
    this.reached.length = 0;
    this.queue.clear();
  }
}

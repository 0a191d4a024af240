import type { Adjacency } from '../network/adjacency.js';
import { NO_PARENT, ShortestTreeSearch, type ShortestTree } from './shortest-tree.js';
import type { SnappedStarts } from './snapped-starts.js';
import type { TravelRow } from './travel-row.js';

/** What `nextNode` returns when no further junction reaches the target. */
export const NO_NODE = NO_PARENT;

/**
 * Travel to one target by a search that its caller ends: the junctions come in the order of their
 * travel time, so a caller who needs the nearest drivers pays for the junctions around the target.
 */
export interface OutwardTravel {
  /** Whether the target is off the map. No junction comes then, and every start is off road. */
  readonly isOffMap: boolean;
  /** The next junction, with a travel time no shorter than the one before; NO_NODE (−1): no more. */
  nextNode(): number;
  /** Travel time in seconds by road from a junction that came already to that of the target. */
  nodeSeconds(node: number): number;
  /**
   * The travel time of one start in seconds, equal to that of `TravelToTarget.secondsFrom`. The
   * junction of the start must have come already, be that of the target, or be OFF_MAP.
   */
  secondsFrom(starts: SnappedStarts, index: number): number;
}

/**
 * Fills a row of travel times outwards from its target, as far as its reader needs it. The row is
 * the same for all targets, so its reader must finish with one target before the next begins.
 */
export class OutwardSearch {
  /** Valid for the junctions that came since `begin`; with 32 bits, as every row. */
  readonly row: TravelRow;
  private readonly search: ShortestTreeSearch;
  private tree: ShortestTree;

  /** @param adjacency links by the node they reach, each reversed */
  constructor(adjacency: Adjacency) {
    const nodeCount = adjacency.offsets.length - 1;
    this.row = { seconds: new Float32Array(nodeCount), meters: new Float32Array(nodeCount) };
    this.search = new ShortestTreeSearch(adjacency);
    this.tree = this.search.begin(0);
  }

  begin(target: number): void {
    this.tree = this.search.begin(target);
  }

  nextNode(): number {
    const node = this.search.settleNext();
    if (node === NO_NODE) return NO_NODE;
    this.row.seconds[node] = this.tree.seconds[node]!;
    this.row.meters[node] = this.tree.meters[node]!;
    return node;
  }
}

import { LRUCache } from 'lru-cache';
import type { RoadNetwork } from '../network/road-network.js';
import { ShortestTreeSearch } from './shortest-tree.js';

/**
 * Travel towards one node, by the node it starts from; Infinity where there is no way.
 * 32-bit: half the memory, and a rounding of 0.2 ms in an hour. Not to be written to.
 */
export interface TravelRow {
  readonly seconds: Float32Array;
  /** Length of the fastest way, which need not be the shortest. */
  readonly meters: Float32Array;
}

export interface TravelTimesOptions {
  /**
   * Memory for remembered rows, 8 bytes a node each (default 64 MB: on Manhattan 1,998 rows of
   * 4,197, all of which take 141 MB). One row is remembered however small this is.
   */
  readonly maxBytes?: number;
}

/** Both a `Map` and an `LRUCache`. */
interface RowStore {
  get(node: number): TravelRow | undefined;
  set(node: number, row: TravelRow): unknown;
  entries(): Iterable<[number, TravelRow]>;
}

const DEFAULT_BYTES = 64 * 1024 * 1024;
const BYTES_PER_NODE = 2 * Float32Array.BYTES_PER_ELEMENT;

/**
 * Travel times between the nodes of a network, many to many. The row of a target is computed
 * when it is first asked for, by one search backwards from it, and remembered; beyond the bound
 * the row unused longest is forgotten, and computed anew when asked for.
 */
export class TravelTimes {
  /** How many rows are remembered at most. */
  readonly maxRows: number;
  private readonly rows: RowStore;
  private search: ShortestTreeSearch | undefined;
  private searches = 0;

  constructor(
    readonly network: RoadNetwork,
    { maxBytes = DEFAULT_BYTES }: TravelTimesOptions = {},
  ) {
    const { nodeCount } = network;
    const fitting = Math.floor(maxBytes / (nodeCount * BYTES_PER_NODE));
    this.maxRows = Math.min(nodeCount, Math.max(1, fitting));
    // Where all rows fit none is ever forgotten, and a look-up needn't note its time.
    this.rows = this.maxRows < nodeCount ? new LRUCache({ max: this.maxRows }) : new Map();
  }

  /** How many rows were searched for so far, forgotten ones included and adopted ones not. */
  get computedRows(): number {
    return this.searches;
  }

  /**
   * Travel from every node to this one. Who asks for many starts keeps the row.
   *
   * @throws RangeError when there is no such node
   */
  getRow(node: number): TravelRow {
    return this.rows.get(node) ?? this.computeRow(node);
  }

  /** Travel time in seconds; Infinity where there is no way. */
  seconds(from: number, to: number): number {
    return this.getRow(to).seconds[from]!;
  }

  /** Length of the fastest way in metres; Infinity where there is none. */
  meters(from: number, to: number): number {
    return this.getRow(to).meters[from]!;
  }

  /**
   * Takes over a row that was computed before, for the same network. It is believed.
   *
   * @throws RangeError when there is no such node, or the row isn't as long as the network
   */
  adopt(node: number, row: TravelRow): void {
    const { nodeCount } = this.network;
    this.network.position(node);
    if (row.seconds.length !== nodeCount || row.meters.length !== nodeCount) {
      throw new RangeError(`a row of this network has ${nodeCount} nodes`);
    }
    this.rows.set(node, row);
  }

  /** What is remembered now, ascending by target. */
  listRows(): Iterable<[number, TravelRow]> {
    return [...this.rows.entries()].sort(([a], [b]) => a - b);
  }

  private computeRow(node: number): TravelRow {
    this.network.position(node);
    this.search ??= new ShortestTreeSearch(this.network.reverse);
    const tree = this.search.searchFrom(node);
    const row = { seconds: new Float32Array(tree.seconds), meters: new Float32Array(tree.meters) };
    this.searches++;
    this.rows.set(node, row);
    return row;
  }
}

import { LRUCache } from 'lru-cache';
import type { RoadNetwork } from '../network/road-network.js';
import { hierarchyOf } from '../hierarchy/hierarchy-of.js';
import { HierarchySearch } from '../hierarchy/hierarchy-search.js';
import type { Travel } from './access-leg.js';
import { LabelTravel } from './label-travel.js';
import type { ManyToMany } from './many-to-many.js';
import { ShortestTreeSearch } from './shortest-tree.js';
import type { TravelRow } from './travel-row.js';
import { TravelTable } from './travel-table.js';

export interface TravelTimesOptions {
  /**
   * Memory for cached rows, 8 bytes a node each (default 64 MB: on Manhattan 1,998 of 4,197 rows;
   * all rows take 141 MB). The cache holds at least one row.
   */
  readonly maxBytes?: number;
}

/** The common interface of `Map` and `LRUCache`. */
interface RowStore {
  get(node: number): TravelRow | undefined;
  set(node: number, row: TravelRow): unknown;
  entries(): Iterable<[number, TravelRow]>;
}

const DEFAULT_BYTES = 64 * 1024 * 1024;
const BYTES_PER_NODE = 2 * Float32Array.BYTES_PER_ELEMENT;

/**
 * Travel times between the nodes of a network, many to many. The row of a target is computed on
 * first use, by one search backwards from the target, and cached. At the bound the least recently
 * used row is evicted, and computed again on demand.
 */
export class TravelTimes {
  /** Memory for cached rows. */
  readonly maxBytes: number;
  /** Capacity of the cache in rows. */
  readonly maxRows: number;
  private readonly rows: RowStore;
  private search: ShortestTreeSearch | undefined;
  private searches = 0;
  private pointToPoint: HierarchySearch | undefined;
  private table: TravelTable | undefined;
  private labels: LabelTravel | undefined;

  constructor(
    readonly network: RoadNetwork,
    { maxBytes = DEFAULT_BYTES }: TravelTimesOptions = {},
  ) {
    this.maxBytes = maxBytes;
    const { nodeCount } = network;
    const fitting = Math.floor(maxBytes / (nodeCount * BYTES_PER_NODE));
    this.maxRows = Math.min(nodeCount, Math.max(1, fitting));
    // When all rows fit, no row is evicted, and a look-up need not record its time.
    this.rows = this.maxRows < nodeCount ? new LRUCache({ max: this.maxRows }) : new Map();
  }

  /** Number of rows computed so far, evicted ones included, adopted ones not. */
  get computedRows(): number {
    return this.searches;
  }

  /**
   * Travel from every node to a target. A caller with many starts keeps the row.
   *
   * @throws RangeError when the node is unknown
   */
  getRow(node: number): TravelRow {
    return this.rows.get(node) ?? this.computeRow(node);
  }

  /** Travel time in seconds; Infinity when there is no route. */
  seconds(from: number, to: number): number {
    return this.getRow(to).seconds[from]!;
  }

  /** Length of the fastest route in metres; Infinity when there is no route. */
  meters(from: number, to: number): number {
    return this.getRow(to).meters[from]!;
  }

  /**
   * Finds the fastest route between two nodes without a row: it takes some 10 µs on Manhattan,
   * and adds nothing to the cache. The values have 32 bits, as those of a row; Infinity when
   * there is no route. The first call prepares the network, see `preparePointToPoint`.
   *
   * @throws RangeError when a node is unknown
   */
  findTravel(from: number, to: number): Travel {
    this.network.position(from);
    this.network.position(to);
    const { durationSeconds, distanceMeters } = this.preparePointToPoint().find(from, to);
    return {
      durationSeconds: Math.fround(durationSeconds),
      distanceMeters: Math.fround(distanceMeters),
    };
  }

  /**
   * Builds the contraction hierarchy of `findTravel` unless it is there. That takes 0.2 s on
   * Manhattan and some seconds with 50,000 junctions, so a server does it before it listens.
   */
  preparePointToPoint(): HierarchySearch {
    this.pointToPoint ??= new HierarchySearch(hierarchyOf(this.network));
    return this.pointToPoint;
  }

  /** Whether all rows fit into the memory, so that none is evicted. */
  get isComplete(): boolean {
    return this.maxRows >= this.network.nodeCount;
  }

  /** Travel times for a caller that compares many starts with many targets. */
  prepareManyToMany(): ManyToMany {
    if (this.isComplete) return this.prepareTable();
    return (this.labels ??= new LabelTravel(this.network, hierarchyOf(this.network)));
  }

  /** The route between two nodes, from a row where all rows fit into memory. */
  travel(from: number, to: number): Travel {
    if (!this.isComplete) return this.findTravel(from, to);
    const { seconds, meters } = this.getRow(to);
    return { durationSeconds: seconds[from]!, distanceMeters: meters[from]! };
  }

  /** @param memory the copy by start of another thread */
  prepareTable(memory?: SharedArrayBuffer): TravelTable {
    const { nodeCount } = this.network;
    const source = {
      nodeCount,
      getRow: (target: number) => this.getRow(target),
      listRows: () => this.rows.entries(),
    };
    return (this.table ??= new TravelTable(source, memory));
  }

  /**
   * Caches a row that was computed earlier for the same network. Its values are not verified.
   *
   * @throws RangeError when the node is unknown, or the row has another length than the network
   */
  adopt(node: number, row: TravelRow): void {
    const { nodeCount } = this.network;
    this.network.position(node);
    if (row.seconds.length !== nodeCount || row.meters.length !== nodeCount) {
      throw new RangeError(`a row of this network has ${nodeCount} nodes`);
    }
    this.rows.set(node, row);
  }

  /** The cached rows, ascending by target. */
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

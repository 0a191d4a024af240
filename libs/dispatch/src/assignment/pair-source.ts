import type { TopColumns } from './top-k.js';

/** The pairs of an assignment problem, which are computed on demand. */
export interface PairSource {
  readonly rows: number;
  readonly columns: number;
  /** The `count` cheapest pairs of a row in ascending order; fewer when the row has fewer. */
  findCheapest(row: number, count: number): TopColumns;
}

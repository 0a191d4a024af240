import type { TopColumns } from './top-k.js';

/** Where an assignment finds its pairs, as many as it turns out to need. */
export interface PairSource {
  readonly rows: number;
  readonly columns: number;
  /** The `count` cheapest pairs of a row, the cheapest first; fewer if there are no more. */
  findCheapest(row: number, count: number): TopColumns;
}

/**
 * Who may be paired with whom, and at what cost, as compressed sparse rows: the pairs of row
 * `r` are the indices `offsets[r]` up to, not including, `offsets[r + 1]` of the other arrays.
 */
export interface PairGraph {
  readonly rows: number;
  readonly columns: number;
  readonly offsets: Uint32Array;
  readonly heads: Uint32Array;
  /** Below 0: a pair that costs nothing or more is never better than none. */
  readonly costs: Float64Array;
}

/** Who is paired with whom, and the prices that prove it is the best. */
export interface SparseAssignment {
  /** By row; −1 for a row that stays alone. */
  readonly columnOfRow: Int32Array;
  /**
   * What each row has at most, ≤ 0 (dual variable). With a column's price ≤ 0 every pair costs
   * at least the sum of the two. So a pair left out of the graph can't better the answer if it
   * costs no less than this.
   */
  readonly rowPrices: Float64Array;
  /** Those of the columns, ≤ 0. */
  readonly columnPrices: Float64Array;
}

export const UNASSIGNED = -1;

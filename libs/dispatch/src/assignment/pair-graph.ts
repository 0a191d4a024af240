/**
 * The possible pairs and their costs as compressed sparse rows: the pairs of row `r` have the
 * indices from `offsets[r]` up to, not including, `offsets[r + 1]` in the other arrays.
 */
export interface PairGraph {
  readonly rows: number;
  readonly columns: number;
  readonly offsets: Uint32Array;
  readonly heads: Uint32Array;
  /** Below 0, because a pair with a cost of 0 or more is never better than no pair. */
  readonly costs: Float64Array;
}

/** An assignment and the prices that prove it optimal. */
export interface SparseAssignment {
  /** The column of each row; −1 for a row that stays unassigned. */
  readonly columnOfRow: Int32Array;
  /**
   * The dual variable of each row, ≤ 0. Every pair of the graph costs at least the sum of its
   * row and column price. So an omitted pair cannot improve the assignment unless it costs less
   * than the price of its row.
   */
  readonly rowPrices: Float64Array;
  /** The dual variable of each column, ≤ 0. */
  readonly columnPrices: Float64Array;
}

/** Stands for the column of a row without a pair, and for the row of such a column. */
export const UNASSIGNED = -1;

/**
 * What each pair costs: `values[row * rowStride + column * columnStride]`, and what the row and
 * the column add to it. Infinity: they may not be paired. Below 0: better than no pair.
 */
export interface CostMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly rowCosts: Float64Array;
  readonly columnCosts: Float64Array;
}

/** The same pairs seen from the other side, without copying them. */
export const transposed = (matrix: CostMatrix): CostMatrix => ({
  rows: matrix.columns,
  columns: matrix.rows,
  values: matrix.values,
  rowStride: matrix.columnStride,
  columnStride: matrix.rowStride,
  rowCosts: matrix.columnCosts,
  columnCosts: matrix.rowCosts,
});

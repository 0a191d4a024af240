import { CheapestPairs } from './cheapest-pairs.js';
import { transposed, type CostMatrix } from './cost-matrix.js';
import { ALONE } from './pair-graph.js';
import { assignSparse } from './shortest-augmenting-paths.js';

/** Pairs kept of each row at first; most windows need no more. */
const FIRST_LOOK = 16;
const DEEPER = 4;
/** Prices are sums of costs; their rounding must not send the search deeper for nothing. */
const ROUNDING = 1e-6;

/**
 * The pairs with the least total cost, each row and column in one at most; pairs that cost
 * nothing or more are left out. Exact, although only the cheapest pairs of each row are looked
 * at: the prices of the answer tell whether a pair that was left out could better it, and rows
 * of which that is so are given more pairs until it isn't (column generation; Dantzig and
 * Wolfe, "Decomposition principle for linear programs", 1960). With n rows no row needs more
 * than its n cheapest pairs, so that is where it ends at the latest.
 *
 * @returns by row, its column or `ALONE`
 */
export function bestAssignment(matrix: CostMatrix): Int32Array {
  if (matrix.rows <= matrix.columns) return solve(matrix);
  const columnOfRow = new Int32Array(matrix.rows).fill(ALONE);
  solve(transposed(matrix)).forEach((row, column) => {
    if (row !== ALONE) columnOfRow[row] = column;
  });
  return columnOfRow;
}

function solve(matrix: CostMatrix): Int32Array {
  const depths = new Uint32Array(matrix.rows).fill(Math.min(FIRST_LOOK, matrix.rows));
  const pairs = new CheapestPairs(matrix);
  for (let row = 0; row < matrix.rows; row++) pairs.select(row, depths[row]!);
  for (;;) {
    const { columnOfRow, rowPrices } = assignSparse(pairs.graph());
    let enough = true;
    for (let row = 0; row < matrix.rows; row++) {
      if (depths[row]! >= matrix.rows || pairs.leftOut[row]! >= rowPrices[row]! - ROUNDING)
        continue;
      enough = false;
      depths[row] = Math.min(depths[row]! * DEEPER, matrix.rows);
      pairs.select(row, depths[row]!);
    }
    if (enough) return columnOfRow;
  }
}

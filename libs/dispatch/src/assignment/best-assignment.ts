import type { CheapestColumns } from './cheapest.js';
import { Effort } from './effort.js';
import { ALONE, type PairGraph } from './pair-graph.js';
import type { PairSource } from './pair-source.js';
import { assignSparse } from './shortest-augmenting-paths.js';

/** Pairs looked at of each row at first; most windows need no more. */
const FIRST_LOOK = 12;
const DEEPER = 3;
/** Prices are sums of costs; their rounding must not send the search deeper for nothing. */
const ROUNDING = 1e-6;

/**
 * The pairs with the least total cost, each row and column in one at most; pairs that cost
 * nothing or more are left out. Exact, although only the cheapest pairs of each row are looked
 * at: the prices of the answer tell whether a pair that wasn't could better it, and rows of
 * which that is so are given more pairs until it isn't (column generation; Dantzig and Wolfe,
 * "Decomposition principle for linear programs", 1960). With n rows no row needs more than its
 * n cheapest pairs, so that is where it ends at the latest. Where the effort is spent before,
 * the rows that are left take the cheapest free column, one after the other.
 *
 * @param source with at most as many rows as columns, for speed
 * @returns by row, its column; −1 for a row that stays alone
 */
export function bestAssignment(source: PairSource, effort = new Effort()): Int32Array {
  const rows = Array.from({ length: source.rows }, (_, row) => new LookedAt(source, row));
  for (;;) {
    const { columnOfRow, rowPrices } = assignSparse(graphOf(rows, source.columns), effort);
    const short = rows.filter((row, index) => row.leftOut < rowPrices[index]! - ROUNDING);
    if (effort.isSpent) return withTheRest(columnOfRow, source);
    if (short.length === 0) return columnOfRow;
    for (const row of short) row.lookDeeper();
  }
}

function withTheRest(columnOfRow: Int32Array, source: PairSource): Int32Array {
  const taken = new Set(columnOfRow);
  taken.delete(ALONE);
  columnOfRow.forEach((column, row) => {
    if (column !== ALONE) return;
    const free = cheapestFree(source, row, taken);
    if (free === undefined) return;
    columnOfRow[row] = free;
    taken.add(free);
  });
  return columnOfRow;
}

function cheapestFree(
  source: PairSource,
  row: number,
  taken: ReadonlySet<number>,
): number | undefined {
  for (let count = FIRST_LOOK; ; count *= DEEPER) {
    const { columns, costs } = source.cheapest(row, count);
    const free = columns.findIndex((column) => !taken.has(column));
    if (free >= 0) return costs[free]! < 0 ? columns[free] : undefined;
    if (columns.length < count) return undefined;
  }
}

/** The pairs of one row, as far as they have been looked at. */
class LookedAt {
  pairs: CheapestColumns = { columns: [], costs: [] };
  /** No pair that wasn't looked at costs less; Infinity if none can matter. */
  leftOut = Infinity;
  private depth = 0;

  constructor(
    private readonly source: PairSource,
    private readonly row: number,
  ) {
    this.lookDeeper();
  }

  lookDeeper(): void {
    const { rows } = this.source;
    this.depth = Math.min(Math.max(this.depth * DEEPER, FIRST_LOOK), rows);
    const { columns, costs } = this.source.cheapest(this.row, this.depth);
    const isAll = columns.length < this.depth || this.depth === rows;
    const useful = costs.findIndex((cost) => cost >= 0);
    this.leftOut = isAll || useful >= 0 ? Infinity : (costs[costs.length - 1] ?? Infinity);
    const end = useful < 0 ? costs.length : useful;
    this.pairs = { columns: columns.slice(0, end), costs: costs.slice(0, end) };
  }
}

function graphOf(rows: readonly LookedAt[], columns: number): PairGraph {
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach(({ pairs }, row) => {
    offsets[row + 1] = offsets[row]! + pairs.columns.length;
  });
  const heads = new Uint32Array(offsets[rows.length]!);
  const costs = new Float64Array(offsets[rows.length]!);
  rows.forEach(({ pairs }, row) => {
    heads.set(pairs.columns, offsets[row]);
    costs.set(pairs.costs, offsets[row]);
  });
  return { rows: rows.length, columns, offsets, heads, costs };
}

import type { TopColumns } from './top-k.js';
import { WorkBudget } from './work-budget.js';
import { UNASSIGNED, type PairGraph, type SparseAssignment } from './pair-graph.js';
import type { PairSource } from './pair-source.js';
import { assignSparse } from './shortest-augmenting-paths.js';

/** Candidate pairs of each row in the first solution; most windows need no more. */
const INITIAL_CANDIDATES = 12;
const GROWTH_FACTOR = 3;
/** Prices are rounded sums of costs; the tolerance avoids a needless extension of a row. */
const ROUNDING = 1e-6;

/**
 * Finds the pairs with the least total cost, each row and column in at most one pair. Pairs with
 * a cost of 0 or more are left out. The result is exact although only the cheapest pairs of each
 * row are candidates: the prices of a solution show which rows could improve with an omitted
 * pair. Those rows are extended until a pair improves the solution, which is then computed
 * again, or no omitted pair can (column generation; Dantzig and Wolfe, "Decomposition principle
 * for linear programs", 1960). With n rows no row needs more than its n cheapest pairs, which
 * bounds the extension. When the budget is exhausted earlier, the remaining rows take their
 * cheapest free column in order.
 *
 * @param source fastest with at most as many rows as columns
 * @returns the column of each row; −1 for a row that stays unassigned
 */
export function bestAssignment(source: PairSource, budget = new WorkBudget()): Int32Array {
  const rows = candidatesOfRows(source);
  for (;;) {
    const assignment = assignSparse(buildGraph(rows, source.columns), budget);
    if (budget.isExhausted) return assignGreedily(assignment.columnOfRow, source);
    if (!addImprovingPairs(rows, assignment)) return assignment.columnOfRow;
  }
}

/** A row without a pair has no effect on the others, also where several assignments are best. */
function candidatesOfRows(source: PairSource): RowCandidates[] {
  const rows = Array.from({ length: source.rows }, (_, row) => new RowCandidates(source, row));
  const withPairs = rows.filter(({ pairs }) => pairs.columns.length > 0).length;
  if (withPairs < source.rows) for (const row of rows) row.limitTo(withPairs);
  return rows;
}

/**
 * Extends the rows that could improve, all of them by one step before any row by two: prices
 * fall with each solution, and needless candidates slow the next one.
 *
 * @returns whether a new candidate improves the assignment
 */
function addImprovingPairs(rows: readonly RowCandidates[], assignment: SparseAssignment): boolean {
  for (;;) {
    const unproven = rows.filter(
      (row, index) => row.omittedCost < assignment.rowPrices[index]! - ROUNDING,
    );
    if (unproven.length === 0) return false;
    let isFound = false;
    for (const row of unproven) if (row.extend(assignment)) isFound = true;
    if (isFound) return true;
  }
}

function assignGreedily(columnOfRow: Int32Array, source: PairSource): Int32Array {
  const taken = new Set(columnOfRow);
  taken.delete(UNASSIGNED);
  columnOfRow.forEach((column, row) => {
    if (column !== UNASSIGNED) return;
    const free = findCheapestFree(source, row, taken);
    if (free === undefined) return;
    columnOfRow[row] = free;
    taken.add(free);
  });
  return columnOfRow;
}

function findCheapestFree(
  source: PairSource,
  row: number,
  taken: ReadonlySet<number>,
): number | undefined {
  for (let count = INITIAL_CANDIDATES; ; count *= GROWTH_FACTOR) {
    const { columns, costs } = source.findCheapest(row, count);
    const free = columns.findIndex((column) => !taken.has(column));
    if (free >= 0) return costs[free]! < 0 ? columns[free] : undefined;
    if (columns.length < count) return undefined;
  }
}

/** The cheapest pairs of one row that are candidates so far. */
class RowCandidates {
  pairs: TopColumns = { columns: [], costs: [] };
  /** Lower bound of the cost of an omitted pair; Infinity when no omitted pair can matter. */
  omittedCost = Infinity;
  private limit = INITIAL_CANDIDATES;
  private mostPairs: number;

  constructor(
    private readonly source: PairSource,
    private readonly row: number,
  ) {
    this.mostPairs = source.rows;
    this.load();
  }

  /** @param mostPairs the rows with pairs: no row needs more pairs than there are such rows */
  limitTo(mostPairs: number): void {
    this.mostPairs = mostPairs;
    if (this.pairs.columns.length >= mostPairs && mostPairs > 0) this.load();
  }

  /** @returns whether a new candidate costs less than the sum of its row and column price */
  extend({ rowPrices, columnPrices }: SparseAssignment): boolean {
    const known = this.pairs.columns.length;
    this.limit *= GROWTH_FACTOR;
    this.load();
    const price = rowPrices[this.row]! - ROUNDING;
    const { columns, costs } = this.pairs;
    for (let i = known; i < columns.length; i++) {
      if (costs[i]! < price + columnPrices[columns[i]!]!) return true;
    }
    return false;
  }

  private load(): void {
    const depth = Math.min(this.limit, this.mostPairs);
    const found = this.source.findCheapest(this.row, depth);
    const isAll = found.columns.length < depth || depth === this.mostPairs;
    const last = found.costs[found.costs.length - 1] ?? 0;
    this.omittedCost = isAll || last >= 0 ? Infinity : last;
    this.pairs = last < 0 ? found : withNegativeCost(found);
  }
}

/** Drops the columns with a cost of 0 or more. */
function withNegativeCost({ columns, costs }: TopColumns): TopColumns {
  const end = costs.findIndex((cost) => cost >= 0);
  return end < 0
    ? { columns, costs }
    : { columns: columns.slice(0, end), costs: costs.slice(0, end) };
}

function buildGraph(rows: readonly RowCandidates[], columns: number): PairGraph {
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

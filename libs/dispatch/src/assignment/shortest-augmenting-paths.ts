import FlatQueue from 'flatqueue';
import type { WorkBudget } from './work-budget.js';
import { UNASSIGNED, type PairGraph, type SparseAssignment } from './pair-graph.js';

/**
 * Finds the pairs with the least total cost, each row and column in at most one pair. Rows and
 * columns may stay unassigned at a cost of 0, so any number of rows and columns is feasible. The
 * algorithm is deterministic.
 *
 * First the rows bid for their cheapest columns. The remaining rows are assigned along shortest
 * augmenting paths in the reduced costs: R. Jonker, A. Volgenant, "A shortest augmenting path
 * algorithm for dense and sparse linear assignment problems", Computing 38 (1987), in the
 * rectangular form of D. F. Crouse, "On implementing 2D rectangular assignment algorithms", IEEE
 * Trans. AES 52 (2016). It is fastest with the shorter side as rows. The time is close to linear
 * in the pairs when few rows compete, and grows to rows × pairs when all rows want the same
 * columns, as after a concert. The budget bounds that case: rows that are not assigned when it
 * is exhausted stay unassigned.
 */
export function assignSparse(graph: PairGraph, budget: WorkBudget): SparseAssignment {
  const search = new AugmentingSearch(graph, budget);
  for (const row of search.reduceRows()) {
    if (budget.isExhausted) break;
    search.augment(row);
  }
  const { columnOfRow, rowPrices, columnPrices } = search;
  return { columnOfRow, rowPrices, columnPrices };
}

/** Average number of bids per row with pairs, after which augmenting paths are cheaper than small raises. */
const BIDS_A_ROW = 4;

/** The end of the best path so far: a free column, or a row that becomes unassigned. */
interface PathEnd {
  cost: number;
  row: number;
  column: number;
}

class AugmentingSearch {
  readonly columnOfRow: Int32Array;
  readonly rowPrices: Float64Array;
  private readonly rowOfColumn: Int32Array;
  readonly columnPrices: Float64Array;
  /** Scratch: the cost of the shortest path to each column, and the row before it on that path. */
  private readonly distances: Float64Array;
  private readonly cameFrom: Int32Array;
  /** Settled columns stay closed: rounding could reduce their distance and close a circle. */
  private readonly isSettled: Uint8Array;
  private readonly touched: number[] = [];
  private readonly settled: number[] = [];
  private readonly queue = new FlatQueue<number>();

  constructor(
    private readonly graph: PairGraph,
    private readonly budget: WorkBudget,
  ) {
    this.columnOfRow = new Int32Array(graph.rows).fill(UNASSIGNED);
    this.rowPrices = new Float64Array(graph.rows);
    this.rowOfColumn = new Int32Array(graph.columns).fill(UNASSIGNED);
    this.columnPrices = new Float64Array(graph.columns);
    this.distances = new Float64Array(graph.columns).fill(Infinity);
    this.cameFrom = new Int32Array(graph.columns);
    this.isSettled = new Uint8Array(graph.columns);
  }

  /**
   * The "augmenting row reduction", which assigns most rows to their final column.
   *
   * @returns the rows that are still unassigned
   */
  reduceRows(): number[] {
    const left: number[] = [];
    const rows = rowsWithPairs(this.graph);
    let bids = rows.length * BIDS_A_ROW;
    for (const first of rows) {
      let row = first;
      while (row !== UNASSIGNED && bids-- > 0) {
        const outbid = this.bid(row);
        if (outbid === row) break;
        row = outbid;
      }
      if (row !== UNASSIGNED) left.push(row);
    }
    return left;
  }

  /**
   * Takes the cheapest column at a price that makes it as good as the next best.
   *
   * @returns the row that lost the column, UNASSIGNED if it was free, or `row` itself if its bid
   *   cannot exceed the price
   */
  private bid(row: number): number {
    const { offsets, heads, costs } = this.graph;
    let [best, least, next] = [UNASSIGNED, 0, 0];
    for (let pair = offsets[row]!; pair < offsets[row + 1]!; pair++) {
      const cost = costs[pair]! - this.columnPrices[heads[pair]!]!;
      if (cost >= next) continue;
      if (cost < least) [best, least, next] = [heads[pair]!, cost, least];
      else next = cost;
    }
    if (best === UNASSIGNED) return UNASSIGNED;
    const loser = this.rowOfColumn[best]!;
    if (loser !== UNASSIGNED && next <= least) return row;
    this.columnPrices[best]! -= next - least;
    this.rowPrices[row] = next;
    this.columnOfRow[row] = best;
    this.rowOfColumn[best] = row;
    if (loser === UNASSIGNED) return UNASSIGNED;
    this.columnOfRow[loser] = UNASSIGNED;
    this.rowPrices[loser] = 0;
    return loser;
  }

  /** Assigns one more row, and reassigns other rows when that is cheaper. */
  augment(row: number): void {
    const end = this.findEnd(row);
    this.updatePrices(row, end.cost);
    if (end.column === UNASSIGNED) this.leaveUnassigned(end.row, row);
    else this.takeOver(end.column, row);
    this.resetScratch();
  }

  /**
   * Dijkstra's algorithm over reduced costs up to the cheapest end. Only the reduced costs of the
   * new row can be negative. They are the first step of each path, so the distance of a settled
   * column cannot fall.
   */
  private findEnd(start: number): PathEnd {
    // The new row has the price 0, so it may stay unassigned at a cost of 0.
    const end: PathEnd = { cost: 0, row: start, column: UNASSIGNED };
    this.relax(start, 0, end);
    while (this.queue.length > 0) {
      const distance = this.queue.peekValue()!;
      if (distance >= end.cost) break;
      const column = this.queue.pop()!;
      if (this.isSettled[column]) continue;
      this.isSettled[column] = 1;
      const row = this.rowOfColumn[column]!;
      if (row === UNASSIGNED) return { cost: distance, row: UNASSIGNED, column };
      this.settled.push(column);
      const leaving = distance - this.rowPrices[row]!;
      if (leaving < end.cost) Object.assign(end, { cost: leaving, row });
      this.relax(row, distance, end);
    }
    return end;
  }

  private relax(row: number, distance: number, end: PathEnd): void {
    const { offsets, heads, costs } = this.graph;
    const base = distance - this.rowPrices[row]!;
    this.budget.spend(offsets[row + 1]! - offsets[row]!);
    for (let pair = offsets[row]!; pair < offsets[row + 1]!; pair++) {
      const column = heads[pair]!;
      const reached = base + costs[pair]! - this.columnPrices[column]!;
      if (reached >= this.distances[column]! || reached >= end.cost) continue;
      if (this.isSettled[column]) continue;
      if (this.distances[column] === Infinity) this.touched.push(column);
      this.distances[column] = reached;
      this.cameFrom[column] = row;
      this.queue.push(column, reached);
    }
  }

  private updatePrices(start: number, cost: number): void {
    for (const column of this.settled) {
      const gain = cost - this.distances[column]!;
      if (gain <= 0) continue;
      this.rowPrices[this.rowOfColumn[column]!]! += gain;
      this.columnPrices[column]! -= gain;
    }
    this.rowPrices[start]! += cost;
  }

  /** Along the path each row takes the column that the search reached from it. */
  private takeOver(last: number, start: number): void {
    let column = last;
    for (;;) {
      const row = this.cameFrom[column]!;
      const given = this.columnOfRow[row]!;
      this.columnOfRow[row] = column;
      this.rowOfColumn[column] = row;
      if (row === start) return;
      column = given;
    }
  }

  private leaveUnassigned(row: number, start: number): void {
    if (row === start) return;
    const given = this.columnOfRow[row]!;
    this.columnOfRow[row] = UNASSIGNED;
    this.takeOver(given, start);
  }

  private resetScratch(): void {
    for (const column of this.touched) {
      this.distances[column] = Infinity;
      this.isSettled[column] = 0;
    }
    this.touched.length = 0;
    this.settled.length = 0;
    this.queue.clear();
  }
}

const rowsWithPairs = ({ rows, offsets }: PairGraph): number[] =>
  Array.from({ length: rows }, (_, row) => row).filter((row) => offsets[row + 1]! > offsets[row]!);

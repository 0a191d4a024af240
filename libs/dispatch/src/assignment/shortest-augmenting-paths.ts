import FlatQueue from 'flatqueue';
import type { WorkBudget } from './work-budget.js';
import { UNASSIGNED, type PairGraph, type SparseAssignment } from './pair-graph.js';

/**
 * The pairs with the least total cost, each row and column in one at most. Rows and columns
 * may stay alone for nothing, so that whoever can't be reached does, and pairs of any number
 * of rows and columns are solved alike. Deterministic.
 *
 * Rows outbid each other for their cheapest column first; those who can't are placed along
 * shortest augmenting paths in the reduced costs: R. Jonker, A. Volgenant, "A shortest
 * augmenting path algorithm for dense and sparse linear assignment problems", Computing 38
 * (1987), in the rectangular form of D. F. Crouse, "On implementing 2D rectangular assignment
 * algorithms", IEEE Trans. AES 52 (2016). Fastest with the shorter side as rows. Close to
 * linear in the pairs when few rows compete; rows × pairs when all want the same columns, as
 * after a concert. Then the effort ends it, and rows that aren't placed by then stay alone.
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

/** Each row may bid about so often; then the search is cheaper than a war of small raises. */
const BIDS_A_ROW = 4;

/** Where the best path so far ends: at a free column, or at a row that will stay alone. */
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
  /** Cost of the shortest path to each column, and the row it comes from; scratch. */
  private readonly distances: Float64Array;
  private readonly cameFrom: Int32Array;
  /** Rounding may make a settled column look nearer, and paths run in circles: it is closed. */
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
   * "Augmenting row reduction": most rows get the column that will stay theirs.
   * @returns rows that are still to be placed
   */
  reduceRows(): number[] {
    const left: number[] = [];
    let bids = this.graph.rows * BIDS_A_ROW;
    for (let first = 0; first < this.graph.rows; first++) {
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
   * @returns the row that lost the column, ALONE if nobody did; the same row if it can't pay more
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

  /** Adds one more row, and moves others where that is cheaper. */
  augment(row: number): void {
    const end = this.findEnd(row);
    this.updatePrices(row, end.cost);
    if (end.column === UNASSIGNED) this.leaveUnassigned(end.row, row);
    else this.takeOver(end.column, row);
    this.resetScratch();
  }

  /**
   * Dijkstra over reduced costs up to the cheapest end. Only those of the row being placed can
   * be negative, and they are the first step of each path, so no settled column gets nearer.
   */
  private findEnd(start: number): PathEnd {
    // A row that is being placed has the price 0, so it may stay alone for nothing.
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

  /** Along the path each row takes the column through which it was reached. */
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

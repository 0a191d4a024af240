import FlatQueue from 'flatqueue';
import type { CostMatrix } from './cost-matrix.js';
import type { PairGraph } from './pair-graph.js';

interface RowPairs {
  readonly columns: number[];
  readonly costs: number[];
}

/** The cheapest pairs of each row, as many as it was given; ties go to the lower column. */
export class CheapestPairs {
  /** By row: no pair that was left out costs less. Infinity where none was. */
  readonly leftOut: Float64Array;
  private readonly pairs: RowPairs[] = [];
  /** The dearest pair kept is the first to go; scratch. */
  private readonly kept = new FlatQueue<number>();

  constructor(private readonly matrix: CostMatrix) {
    this.leftOut = new Float64Array(matrix.rows).fill(Infinity);
  }

  /** Keeps the `depth` cheapest pairs of a row that cost less than nothing. */
  select(row: number, depth: number): void {
    const { values, columns, columnStride, columnCosts } = this.matrix;
    const rowCost = this.matrix.rowCosts[row]!;
    const first = row * this.matrix.rowStride;
    const { kept } = this;
    let limit = 0;
    this.leftOut[row] = Infinity;
    for (let column = 0; column < columns; column++) {
      const cost = values[first + column * columnStride]! + rowCost + columnCosts[column]!;
      if (!(cost < limit)) continue;
      kept.push(column, -cost);
      if (kept.length <= depth) continue;
      kept.pop();
      limit = -kept.peekValue()!;
    }
    if (limit < 0) this.leftOut[row] = limit;
    this.pairs[row] = this.drain();
  }

  /** All selected pairs, those of a row by column. */
  graph(): PairGraph {
    const { rows, columns } = this.matrix;
    const offsets = new Uint32Array(rows + 1);
    for (let row = 0; row < rows; row++) {
      offsets[row + 1] = offsets[row]! + this.pairs[row]!.columns.length;
    }
    const heads = new Uint32Array(offsets[rows]!);
    const costs = new Float64Array(offsets[rows]!);
    this.pairs.forEach((pairs, row) => {
      heads.set(pairs.columns, offsets[row]);
      costs.set(pairs.costs, offsets[row]);
    });
    return { rows, columns, offsets, heads, costs };
  }

  private drain(): RowPairs {
    const columns: number[] = [];
    const costs: number[] = [];
    const { kept } = this;
    while (kept.length > 0) {
      costs.push(-kept.peekValue()!);
      columns.push(kept.pop()!);
    }
    return { columns, costs };
  }
}

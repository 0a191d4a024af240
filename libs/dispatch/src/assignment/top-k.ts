/** Columns and their costs, ascending by cost. */
export interface TopColumns {
  readonly columns: readonly number[];
  readonly costs: readonly number[];
}

/**
 * Keeps the cheapest of the offered columns, of equal ones the lower column. An insertion sort
 * suffices: a dozen columns are usually kept, and they are offered almost in order.
 */
export class TopK {
  private columns: number[] = [];
  private costs: number[] = [];
  private count = 0;

  /** Empties the selection and sets its size. */
  reset(count: number): void {
    this.columns = [];
    this.costs = [];
    this.count = count;
  }

  /** A column with a higher cost is not kept. Infinity while the selection is not full. */
  get threshold(): number {
    return this.costs.length < this.count ? Infinity : (this.costs[this.count - 1] ?? -Infinity);
  }

  /** A column with an infinite cost is not kept. */
  offer(column: number, cost: number): void {
    const { columns, costs } = this;
    let slot = costs.length;
    if (slot === this.count && !this.isBetter(column, cost, slot - 1)) return;
    if (cost === Infinity || this.count === 0) return;
    if (slot === this.count) slot -= 1;
    for (; slot > 0 && this.isBetter(column, cost, slot - 1); slot--) {
      columns[slot] = columns[slot - 1]!;
      costs[slot] = costs[slot - 1]!;
    }
    columns[slot] = column;
    costs[slot] = cost;
  }

  /**
   * Offers all columns of a row of pairs.
   *
   * @param added what each pair costs besides, by column
   */
  offerRow(costs: Float32Array, added: Float64Array): void {
    let limit = this.threshold;
    for (let column = 0; column < costs.length; column++) {
      const cost = costs[column]! + added[column]!;
      if (cost >= limit) continue;
      this.offer(column, cost);
      limit = this.threshold;
    }
  }

  /** The selection. Later calls do not change it. */
  result(): TopColumns {
    return { columns: this.columns, costs: this.costs };
  }

  private isBetter(column: number, cost: number, slot: number): boolean {
    const other = this.costs[slot]!;
    return cost < other || (cost === other && column < this.columns[slot]!);
  }
}

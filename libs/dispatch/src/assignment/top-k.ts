/** Some columns and their costs, the cheapest first. */
export interface TopColumns {
  readonly columns: readonly number[];
  readonly costs: readonly number[];
}

/**
 * Keeps the cheapest of the columns it is shown; of equal ones the lower. Sorted by insertion:
 * a dozen are kept as a rule, and they come almost in order.
 */
export class TopK {
  private columns: number[] = [];
  private costs: number[] = [];
  private count = 0;

  /** Begins anew, to keep so many. */
  reset(count: number): void {
    this.columns = [];
    this.costs = [];
    this.count = count;
  }

  /** What costs more isn't kept any more. Infinity while there is room. */
  get threshold(): number {
    return this.costs.length < this.count ? Infinity : (this.costs[this.count - 1] ?? -Infinity);
  }

  /** Who can't be had, at a cost of Infinity, isn't kept. */
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

  /** What was kept. Valid for as long as one likes. */
  result(): TopColumns {
    return { columns: this.columns, costs: this.costs };
  }

  private isBetter(column: number, cost: number, slot: number): boolean {
    const other = this.costs[slot]!;
    return cost < other || (cost === other && column < this.columns[slot]!);
  }
}

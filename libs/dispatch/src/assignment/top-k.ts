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
  start(count: number): void {
    this.columns = [];
    this.costs = [];
    this.count = count;
  }

  /** What costs more isn't kept any more. Infinity while there is room. */
  get limit(): number {
    return this.costs.length < this.count ? Infinity : (this.costs[this.count - 1] ?? -Infinity);
  }

  /** Who can't be had, at a cost of Infinity, isn't kept. */
  offer(column: number, cost: number): void {
    const { columns, costs } = this;
    let place = costs.length;
    if (place === this.count && !this.isBetter(column, cost, place - 1)) return;
    if (cost === Infinity || this.count === 0) return;
    if (place === this.count) place -= 1;
    for (; place > 0 && this.isBetter(column, cost, place - 1); place--) {
      columns[place] = columns[place - 1]!;
      costs[place] = costs[place - 1]!;
    }
    columns[place] = column;
    costs[place] = cost;
  }

  /** What was kept. Valid for as long as one likes. */
  take(): TopColumns {
    return { columns: this.columns, costs: this.costs };
  }

  private isBetter(column: number, cost: number, place: number): boolean {
    const other = this.costs[place]!;
    return cost < other || (cost === other && column < this.columns[place]!);
  }
}

/** A binary heap: the corner with the lowest rank first. */
export class CornerQueue {
  private readonly items: { corner: number; rank: number }[] = [];

  push(corner: number, rank: number): void {
    const { items } = this;
    items.push({ corner, rank });
    let at = items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.rank(parent) <= rank) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): number | undefined {
    const { items } = this;
    const first = items[0];
    const last = items.pop();
    if (!first || !last || items.length === 0) return first?.corner;
    items[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const child = this.rank(right) < this.rank(left) ? right : left;
      if (this.rank(child) >= this.rank(at)) return first.corner;
      this.swap(at, child);
      at = child;
    }
  }

  private rank(index: number): number {
    return this.items[index]?.rank ?? Infinity;
  }

  private swap(a: number, b: number): void {
    const [first, second] = [this.items[a], this.items[b]];
    if (!first || !second) return;
    this.items[a] = second;
    this.items[b] = first;
  }
}

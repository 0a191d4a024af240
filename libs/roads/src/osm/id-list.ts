/** A list of numbers that grows, 8 bytes each. */
export class IdList {
  length = 0;
  private values = new Float64Array(1_024);

  push(value: number): void {
    if (this.length === this.values.length) {
      const grown = new Float64Array(2 * this.length);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length++] = value;
  }

  /** The numbers, which later changes of the list may overwrite. */
  view(): Float64Array {
    return this.values.subarray(0, this.length);
  }
}

/** Distinct ids in ascending order; an id is found by a binary search. */
export class SortedIds {
  readonly ids: Float64Array;

  /** @param ids in any order, with repetitions */
  constructor(ids: Float64Array) {
    const sorted = isAscending(ids) ? ids : ids.slice().sort();
    let count = 0;
    const distinct = new Float64Array(sorted.length);
    for (const id of sorted) {
      if (count === 0 || distinct[count - 1] !== id) distinct[count++] = id;
    }
    this.ids = distinct.slice(0, count);
  }

  /** @returns the index of an id; -1 when it is not there */
  indexOf(id: number): number {
    let [low, high] = [0, this.ids.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.ids[middle]!;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

/** The nodes of most files are in the order of their ids. */
function isAscending(ids: Float64Array): boolean {
  for (let i = 1; i < ids.length; i++) if (ids[i]! < ids[i - 1]!) return false;
  return true;
}

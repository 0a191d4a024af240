/** Finds the indices of the `count` least values, in ascending order; ties go to the lower index. */
export function findSoonest(seconds: ArrayLike<number>, count: number): number[] {
  const kept: number[] = [];
  let limit = Infinity;
  for (let index = 0; index < seconds.length; index++) {
    const value = seconds[index] ?? Infinity;
    if (value >= limit) continue;
    if (kept.length === count) kept.pop();
    let rank = kept.length;
    while (rank > 0 && (seconds[kept[rank - 1] ?? 0] ?? Infinity) > value) rank--;
    kept.splice(rank, 0, index);
    if (kept.length === count) limit = seconds[kept[count - 1] ?? 0] ?? Infinity;
  }
  return kept;
}

/**
 * Computes the share of the `count` soonest that are among the found ones, 0 to 1. A driver
 * who is as soon as the last of them counts too, so of two equal drivers either one is right.
 */
export function computeRecall(
  found: readonly number[],
  seconds: ArrayLike<number>,
  count: number,
): number {
  const truth = findSoonest(seconds, count);
  const last = seconds[truth[truth.length - 1] ?? -1] ?? -Infinity;
  const hits = found.filter((index) => (seconds[index] ?? Infinity) <= last).length;
  return truth.length === 0 ? 1 : Math.min(1, hits / truth.length);
}

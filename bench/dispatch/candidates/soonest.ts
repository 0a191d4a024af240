/** Indices of the `count` least values, the least first; of equal ones the lower index. */
export function soonest(seconds: ArrayLike<number>, count: number): number[] {
  const kept: number[] = [];
  let limit = Infinity;
  for (let index = 0; index < seconds.length; index++) {
    const value = seconds[index] ?? Infinity;
    if (value >= limit) continue;
    if (kept.length === count) kept.pop();
    let place = kept.length;
    while (place > 0 && (seconds[kept[place - 1] ?? 0] ?? Infinity) > value) place--;
    kept.splice(place, 0, index);
    if (kept.length === count) limit = seconds[kept[count - 1] ?? 0] ?? Infinity;
  }
  return kept;
}

/**
 * Share of the `count` soonest that are among those found, 0 to 1. Who is as soon as the last
 * of them counts: of two drivers at the same time either will do.
 */
export function recall(
  found: readonly number[],
  seconds: ArrayLike<number>,
  count: number,
): number {
  const truth = soonest(seconds, count);
  const last = seconds[truth[truth.length - 1] ?? -1] ?? -Infinity;
  const hits = found.filter((index) => (seconds[index] ?? Infinity) <= last).length;
  return truth.length === 0 ? 1 : Math.min(1, hits / truth.length);
}

import type { Contender } from './contender.js';

/**
 * Measures the contenders in rotation, for a number of rounds, while the others are paused.
 * A machine that is slow for a while then affects all contenders alike.
 */
export async function measureRoundRobin<T>(
  contenders: Contender[],
  rounds: number,
  measure: (contender: Contender, round: number) => Promise<T>,
): Promise<Map<Contender, T[]>> {
  const results = new Map(contenders.map((contender) => [contender, [] as T[]]));
  for (const contender of contenders) contender.pause();
  try {
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) {
        await contender.resume();
        results.get(contender)?.push(await measure(contender, round));
        contender.pause();
      }
    }
  } finally {
    for (const contender of contenders) void contender.resume();
  }
  return results;
}

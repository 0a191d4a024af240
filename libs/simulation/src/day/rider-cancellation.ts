import { SeededRandom } from '../random/seeded-random.js';

/** How long riders wait for a pickup before they cancel, also when a car is on its way. */
export interface CancellationRules {
  readonly distribution: 'constant' | 'exponential' | 'lognormal';
  readonly meanSeconds: number;
  /** Standard deviation relative to the mean, of a lognormal distribution. */
  readonly spread: number;
}

/**
 * Draws how long a rider waits. Each rider has a generator of its own, so that the riders of all
 * policies and fleets are the same.
 *
 * @returns seconds from the departure; Infinity without rules
 */
export function drawPatience(
  rules: CancellationRules | undefined,
  { seed, requestId }: { seed: number; requestId: string },
): number {
  if (!rules) return Infinity;
  const { distribution, meanSeconds, spread } = rules;
  if (distribution === 'constant') return meanSeconds;
  const random = new SeededRandom(seed, `patience ${requestId}`);
  // 1 − u is above 0, whose logarithm would be infinite.
  const radius = -Math.log(1 - random.next());
  if (distribution === 'exponential') return meanSeconds * radius;
  // Box–Muller: a normal number of mean 0 and deviation 1.
  const normal = Math.sqrt(2 * radius) * Math.cos(2 * Math.PI * random.next());
  const variance = Math.log(1 + spread * spread);
  return meanSeconds * Math.exp(Math.sqrt(variance) * normal - variance / 2);
}

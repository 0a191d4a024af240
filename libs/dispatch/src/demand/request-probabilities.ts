/** Probabilities below this one are left out. */
const LEAST_PROBABILITY = 0.01;
/** Weights below this one do not change a sum. */
const LEAST_WEIGHT = 1e-12;

/**
 * The probabilities of at least one request, at least two requests and so on, when requests come
 * independently of each other (Poisson). The list ends before the first below 0.01, so it is about
 * as long as the mean.
 *
 * @param mean the expected number of requests; 0 or more
 */
export function requestProbabilities(mean: number): number[] {
  if (mean <= 0) return [];
  const { first, weights } = poissonWeights(mean);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities: number[] = [];
  let left = 1;
  for (let count = 1; ; count++) {
    left -= (weights[count - 1 - first] ?? 0) / total;
    if (left < LEAST_PROBABILITY) return probabilities;
    probabilities.push(left);
  }
}

/**
 * The probability of each number of requests relative to that of the most likely one, from `first`
 * on. (The factor e^−mean of the formula is 0 in 64 bits when the mean is 750.)
 */
function poissonWeights(mean: number): { first: number; weights: number[] } {
  const mode = Math.floor(mean);
  const below: number[] = [];
  for (let count = mode, weight = 1; count > 0 && weight > LEAST_WEIGHT; count--) {
    weight *= count / mean;
    below.push(weight);
  }
  const above: number[] = [];
  for (let count = mode + 1, weight = 1; weight > LEAST_WEIGHT; count++) {
    weight *= mean / count;
    above.push(weight);
  }
  return { first: mode - below.length, weights: [...below.reverse(), 1, ...above] };
}

import type { TravelTimes } from '#geo';
import { anticipatoryPolicy } from './anticipatory-policy.js';
import { batchedFairPolicy } from './batched-fair-policy.js';
import { batchedPolicy } from './batched-policy.js';
import { broadcastPolicy } from './broadcast-policy.js';
import type { DispatchPolicy } from './dispatch-policy.js';
import { nearestPolicy } from './nearest-policy.js';
import { throughputPolicy } from './throughput-policy.js';

const PLAIN = [nearestPolicy, batchedPolicy, batchedFairPolicy, throughputPolicy, broadcastPolicy];

const factories = new Map<string, (times: TravelTimes) => DispatchPolicy>([
  ...PLAIN.map((policy) => [policy.name, () => policy] as const),
  ['anticipatory', anticipatoryPolicy],
]);

/** The names of all policies, as configuration may use them. */
export const policyNames: readonly string[] = [...factories.keys()];

/** @throws RangeError with the known names when the name is unknown */
export function requirePolicy(name: string): void {
  factoryOf(name);
}

/**
 * Creates a policy. A policy that learns starts without observations.
 *
 * @param times travel times of the city
 * @throws RangeError with the known names when the name is unknown
 */
export const createPolicy = (name: string, times: TravelTimes): DispatchPolicy =>
  factoryOf(name)(times);

function factoryOf(name: string): (times: TravelTimes) => DispatchPolicy {
  const factory = factories.get(name);
  if (factory) return factory;
  const known = policyNames.join(', ');
  throw new RangeError(`There is no dispatch policy ${JSON.stringify(name)}. Known: ${known}.`);
}

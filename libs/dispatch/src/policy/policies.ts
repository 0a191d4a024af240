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

/** What configuration may ask for. */
export const policyNames: readonly string[] = [...factories.keys()];

/** @throws RangeError listing the known names when there is no such policy */
export function requirePolicy(name: string): void {
  factoryOf(name);
}

/**
 * A policy with a memory of its own, if it has one.
 *
 * @param times of the city it is to work in
 * @throws RangeError as `requirePolicy`
 */
export const createPolicy = (name: string, times: TravelTimes): DispatchPolicy =>
  factoryOf(name)(times);

function factoryOf(name: string): (times: TravelTimes) => DispatchPolicy {
  const factory = factories.get(name);
  if (factory) return factory;
  const known = policyNames.join(', ');
  throw new RangeError(`There is no dispatch policy ${JSON.stringify(name)}. Known: ${known}.`);
}

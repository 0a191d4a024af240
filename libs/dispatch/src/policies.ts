import type { DispatchPolicy } from './dispatch-policy.js';
import { nearestPolicy } from './nearest-policy.js';

/** Every policy by its name: what configuration may ask for. */
export const policies: ReadonlyMap<string, DispatchPolicy> = new Map(
  [nearestPolicy].map((policy) => [policy.name, policy]),
);

/** @throws RangeError listing the known names when there is no such policy */
export function policyNamed(name: string): DispatchPolicy {
  const policy = policies.get(name);
  if (policy) return policy;
  const known = [...policies.keys()].join(', ');
  throw new RangeError(`There is no dispatch policy ${JSON.stringify(name)}. Known: ${known}.`);
}

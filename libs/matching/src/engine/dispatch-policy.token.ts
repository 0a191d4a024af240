/**
 * The injection token of the policy that `MATCHING_POLICY` names. Each process has one instance.
 */
export const DISPATCH_POLICY = Symbol('dispatch policy');

/** The injection token of the policy `MATCHING_POLICY` names: one a process, with its own memory. */
export const DISPATCH_POLICY = Symbol('dispatch policy');

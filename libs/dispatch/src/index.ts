export type {
  Assignment,
  Candidate,
  DispatchBatch,
  DispatchPolicy,
  DispatchRequest,
} from './dispatch-policy.js';
export { searchCandidates, type CandidateSearch, type IdleDriver } from './candidate-search.js';
export { nearestPolicy } from './nearest-policy.js';
export { policies, policyNamed } from './policies.js';

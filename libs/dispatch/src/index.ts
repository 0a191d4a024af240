export type {
  Anticipation,
  DemandSighting,
  DispatchBatch,
  DispatchPolicy,
  FleetMember,
  FleetSituation,
  Pairing,
  Reposition,
  SupplyDriver,
  WaitingRequest,
} from './policy/dispatch-policy.js';
export { createPolicy, policyNames, requirePolicy } from './policy/policies.js';
export { SupplyIndex, type SupplyReading } from './supply/supply-index.js';
export { pickupTimes, type PickupSearch } from './supply/pickup-times.js';

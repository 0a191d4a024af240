export type {
  Anticipation,
  ObservedRequest,
  DispatchBatch,
  DispatchPolicy,
  FleetMember,
  Pairing,
  Reposition,
  FleetSnapshot,
  SupplyDriver,
  WaitingRequest,
} from './policy/dispatch-policy.js';
export type { NearestDrivers, PickupTimes } from './policy/dispatch-policy.js';
export { TopK } from './assignment/top-k.js';
export { createPolicy, policyNames, requirePolicy } from './policy/policies.js';
export { createAnticipation } from './demand/anticipation.js';
export type { DemandHistory } from './demand/demand-history.js';
export {
  DELAY_WEIGHT,
  insertRide,
  type Insertion,
  type JoiningRide,
  type PoolRoute,
  type PoolStop,
  type PoolTravel,
  type RideLimits,
} from './pooling/insert-ride.js';
export { SupplyIndex, type SupplyEntry } from './supply/supply-index.js';
export { NearestSupply } from './supply/nearest-supply.js';
export { createDenseBatch, type DenseBatchParts } from './supply/dense-batch.js';
export { createRoadBatch, type RoadBatchParts, type RoadRequest } from './supply/road-batch.js';

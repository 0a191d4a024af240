export type {
  Anticipation,
  DemandSighting,
  DispatchBatch,
  DispatchPolicy,
  FleetMember,
  Pairing,
  SupplyDriver,
  WaitingRequest,
} from './policy/dispatch-policy.js';
export { createPolicy, policyNames, requirePolicy } from './policy/policies.js';
export { SupplyIndex, type SupplyReading } from './supply/supply-index.js';
export { denseBatch, type DenseBatchParts } from './supply/dense-batch.js';
export { roadBatch, type RoadBatchParts, type RoadRequest } from './supply/road-batch.js';

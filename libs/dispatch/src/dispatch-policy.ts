/** An idle driver who could pick a rider up in time. */
export interface Candidate {
  readonly driverId: string;
  /** Travel time to the pickup. */
  readonly pickupSeconds: number;
  /** Length of that way. */
  readonly pickupMeters: number;
}

/** A rider who waits for a driver. */
export interface DispatchRequest {
  readonly tripId: string;
  /** Since the rider asked. */
  readonly waitingSeconds: number;
  /** In any order; a policy's answer must not depend on it. */
  readonly candidates: readonly Candidate[];
}

/** All that is decided at once. */
export interface DispatchBatch {
  /** In the order of request, the oldest first. */
  readonly requests: readonly DispatchRequest[];
}

/** A trip and the driver who shall be asked to take it. */
export interface Assignment extends Candidate {
  readonly tripId: string;
}

/**
 * Decides who drives whom. Pure: the same batch gives the same assignments. No driver is
 * assigned twice, nor a trip, and nobody who wasn't a candidate; a trip without an assignment
 * comes back in the next batch.
 */
export interface DispatchPolicy {
  readonly name: string;
  assign(batch: DispatchBatch): Assignment[];
}

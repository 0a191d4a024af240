/** A rider who waits for a driver. */
export interface WaitingRequest {
  readonly tripId: string;
  /** Since the rider asked. */
  readonly waitingSeconds: number;
  /** Travel time of the ride itself, from pickup to drop-off. */
  readonly tripSeconds: number;
}

/** A driver who is free, or will be soon. */
export interface SupplyDriver {
  readonly driverId: string;
  /** Until they are free: 0 for an idle driver. Such a driver can be counted on, not assigned. */
  readonly busySeconds: number;
}

/** All that is decided at once: one window's demand and supply. */
export interface DispatchBatch {
  /** In any order; a policy's answer must not depend on it. */
  readonly requests: readonly WaitingRequest[];
  /** In any order, too. */
  readonly drivers: readonly SupplyDriver[];
  /**
   * Seconds until driver `d` could be at the pickup of request `r`, at
   * `[r * drivers.length + d]`, what is left of a busy driver's trip included. Infinity where
   * they may not be paired: out of reach, or the driver is out for this trip.
   */
  readonly pickupSeconds: Float32Array;
}

/** A driver to be asked for a trip: indices into the batch. */
export interface Pairing {
  readonly request: number;
  readonly driver: number;
}

/** Somebody asked for a ride: what a policy may learn from. */
export interface DemandSighting {
  /** Since any fixed moment, the same for all that one policy is told. */
  readonly atSeconds: number;
  /** The junction nearest to the pickup. */
  readonly pickupNode: number;
}

/** A driver of the whole fleet: idle, or busy until then and free at that junction. */
export interface FleetMember extends SupplyDriver {
  readonly node: number;
}

/** Where everybody is, for policies that place drivers before riders ask. */
export interface FleetSituation {
  readonly atSeconds: number;
  readonly drivers: readonly FleetMember[];
}

/** An idle driver is to drive towards a junction without a rider, until something better comes. */
export interface Reposition {
  /** Index into the situation. */
  readonly driver: number;
  readonly towardsNode: number;
}

/** Places drivers before riders ask. */
export interface Anticipation {
  /** Seconds between two looks at the fleet; a car is sent no farther at a time. */
  readonly everySeconds: number;
  /** To be told of each request once, in the order of time, before it is decided on. */
  observe(sighting: DemandSighting): void;
  reposition(situation: FleetSituation): Reposition[];
}

/**
 * Decides who drives whom. No clock, no randomness: the same calls give the same answers. No
 * busy driver is paired, no driver twice, nobody across an infinite way, and a trip twice only
 * where `asksSeveral`. A trip that isn't paired comes back in the next batch.
 */
export interface DispatchPolicy {
  readonly name: string;
  /** Drivers who will be free within so many seconds are wanted in the batch; 0: idle ones only. */
  readonly lookaheadSeconds: number;
  /** Several drivers may be asked for a trip at once, and the first to accept has it. */
  readonly asksSeveral: boolean;
  /** Only with a policy that looks ahead. */
  readonly anticipation?: Anticipation;
  decide(batch: DispatchBatch): Pairing[];
}

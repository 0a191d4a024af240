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

/** Drivers for one request, the soonest first; of two at the same time the lower index. */
export interface NearestDrivers {
  /** Indices into the batch. */
  readonly drivers: readonly number[];
  readonly seconds: readonly number[];
}

/**
 * How long drivers take to pickups: seconds until a driver could be there, what is left of a
 * busy one's trip included. Infinity where the two may not be paired: out of reach, or the
 * driver is out for this trip. Few of all pairs are ever looked at, so they are asked for.
 */
export interface PickupTimes {
  /** The time of each driver. `into` is at least as long as the batch's drivers. */
  fill(request: number, into: Float32Array): void;
  /** The `count` soonest, or fewer if no more can come; `taken` ones are passed over. */
  findNearest(request: number, count: number, taken?: ReadonlySet<number>): NearestDrivers;
}

/** All that is decided at once: one window's demand and supply. */
export interface DispatchBatch {
  /** Who has waited longest first; then by id. */
  readonly requests: readonly WaitingRequest[];
  /** By id. Busy ones only for a policy that looks ahead. */
  readonly drivers: readonly SupplyDriver[];
  readonly pickups: PickupTimes;
}

/** A driver to be asked for a trip: indices into the batch. */
export interface Pairing {
  readonly request: number;
  readonly driver: number;
}

/** Somebody asked for a ride: what a policy may learn from. */
export interface ObservedRequest {
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
export interface FleetSnapshot {
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
  readonly intervalSeconds: number;
  /** To be told of each request once, in the order of time, before it is decided on. */
  observe(request: ObservedRequest): void;
  reposition(snapshot: FleetSnapshot): Reposition[];
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

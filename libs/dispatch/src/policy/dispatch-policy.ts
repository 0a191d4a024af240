/** A rider who waits for a driver. */
export interface WaitingRequest {
  readonly tripId: string;
  /** Seconds since the request. */
  readonly waitingSeconds: number;
  /** Travel time of the ride itself, from pickup to drop-off. */
  readonly tripSeconds: number;
}

/** A driver who is free, or will be soon. */
export interface SupplyDriver {
  readonly driverId: string;
  /** Seconds until the driver is free: 0 for an idle one. A busy driver must not be paired. */
  readonly busySeconds: number;
}

/** Drivers for one request, ascending by arrival; of two equal ones the lower index first. */
export interface NearestDrivers {
  /** Indices into the batch. */
  readonly drivers: readonly number[];
  readonly seconds: readonly number[];
}

/**
 * Seconds until a driver could arrive at a pickup, the rest of a busy driver's trip included.
 * Infinity when the two must not be paired: the driver is out of reach, or excluded from the
 * trip. A policy needs few of all pairs, so they are computed on demand.
 */
export interface PickupTimes {
  /** Writes the time of each driver. `into` is at least as long as the list of drivers. */
  fill(request: number, into: Float32Array): void;
  /**
   * Writes the time of each request for one driver. `into` is as long as the list of requests.
   * Absent where it would cost as much as `fill` for all of them.
   */
  fillForDriver?(driver: number, into: Float32Array): void;
  /**
   * The `count` drivers who arrive first; fewer when no more can come.
   *
   * @param taken by driver: 1 leaves the driver out
   */
  findNearest(request: number, count: number, taken?: Uint8Array): NearestDrivers;
}

/** Demand and supply of one window. */
export interface DispatchBatch {
  /** Descending by waiting time, then ascending by id. */
  readonly requests: readonly WaitingRequest[];
  /** Ascending by id. Busy drivers are listed only for a policy that looks ahead. */
  readonly drivers: readonly SupplyDriver[];
  readonly pickups: PickupTimes;
}

/** An offer to make, as indices into the batch. */
export interface Pairing {
  readonly request: number;
  readonly driver: number;
}

/** A request for a ride, from which a policy may learn. */
export interface ObservedRequest {
  /** Seconds since a fixed moment, the same for all requests that one policy observes. */
  readonly atSeconds: number;
  /** The junction nearest to the pickup. */
  readonly pickupNode: number;
}

/** A driver of the fleet, who is idle at the junction or will be free there. */
export interface FleetMember extends SupplyDriver {
  readonly node: number;
}

/** All drivers at one moment, for policies that move drivers before riders ask. */
export interface FleetSnapshot {
  readonly atSeconds: number;
  readonly drivers: readonly FleetMember[];
}

/** An idle driver is to drive towards a junction without a rider, until a trip is offered. */
export interface Reposition {
  /** Index into the drivers of the snapshot. */
  readonly driver: number;
  readonly towardsNode: number;
  /** Requests expected around that junction within the `horizonSeconds` of the anticipation. */
  readonly expectedRequests?: number;
}

/** Moves drivers before riders ask. */
export interface Anticipation {
  /** Seconds between two calls of `reposition`; a car drives no longer at a time. */
  readonly intervalSeconds: number;
  /** The period for which `reposition` expects requests, in seconds. */
  readonly horizonSeconds: number;
  /**
   * Computes a part of what `reposition` needs of the city, for a caller that has other work to do
   * in between. Without these calls `reposition` computes it.
   *
   * @returns whether nothing is left to compute
   */
  prepare?(): boolean;
  /** Called once for each request, in the order of time, before `decide` sees the request. */
  observe(request: ObservedRequest): void;
  reposition(snapshot: FleetSnapshot): Reposition[];
}

/**
 * Decides which driver is offered which trip. It uses no clock and no randomness: the same calls
 * give the same decisions. A policy pairs no busy driver, no driver twice, no pair with an
 * infinite pickup time, and a trip twice only with `asksSeveral`. A trip without a pair is in the
 * next batch again.
 */
export interface DispatchPolicy {
  readonly name: string;
  /** The batch includes drivers who will be free within so many seconds; 0 means idle ones only. */
  readonly lookaheadSeconds: number;
  /** Whether several drivers may have an offer for one trip; the first to accept serves it. */
  readonly asksSeveral: boolean;
  /** Present in a policy that looks ahead. */
  readonly anticipation?: Anticipation;
  decide(batch: DispatchBatch): Pairing[];
}

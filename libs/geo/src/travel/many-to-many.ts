/** The other ends of the routes from one start, or to one target. */
export interface RouteEnds {
  readonly nodes: Uint32Array;
  /**
   * A travel time above this, in seconds, may be written as Infinity: one limit for all nodes, or
   * by index of the node. Default: none.
   */
  readonly limits?: number | Float64Array;
}

/**
 * Travel times between many nodes, for callers that compare all starts with all targets. The
 * values have 32 bits, as those of a `TravelRow`; Infinity where there is no route.
 */
export interface ManyToMany {
  /** Writes the seconds from one start to each target, at the index of the target. */
  fromStart(start: number, targets: RouteEnds, into: Float32Array): void;
  /** Writes the seconds from each start to one target, at the index of the start. */
  toTarget(target: number, starts: RouteEnds, into: Float32Array): void;
}

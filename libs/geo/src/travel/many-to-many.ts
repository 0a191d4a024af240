/**
 * Travel times between many nodes, for callers that compare all starts with all targets. The
 * values have 32 bits, as those of a `TravelRow`; Infinity where there is no route.
 */
export interface ManyToMany {
  /** Writes the seconds from one start to each target, at the index of the target. */
  fromStart(start: number, targets: Uint32Array, into: Float32Array): void;
  /** Writes the seconds from each start to one target, at the index of the start. */
  toTarget(target: number, starts: Uint32Array, into: Float32Array): void;
}

/** Copies the values of some nodes out of a row. */
export function pick(row: Float32Array, nodes: Uint32Array, into: Float32Array): void {
  for (let i = 0; i < nodes.length; i++) into[i] = row[nodes[i]!]!;
}

/**
 * Travel to one target, by start node; Infinity when there is no route. The values have 32 bits,
 * which halves the memory and rounds an hour to 0.2 ms. Callers must not write to a row.
 */
export interface TravelRow {
  readonly seconds: Float32Array;
  /** Length of the fastest route, which need not be the shortest. */
  readonly meters: Float32Array;
}

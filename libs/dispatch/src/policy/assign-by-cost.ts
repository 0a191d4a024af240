import { bestAssignment } from '../assignment/best-assignment.js';
import { ALONE } from '../assignment/pair-graph.js';
import { inCanonicalOrder } from './canonical-batch.js';
import type { DispatchBatch, Pairing, WaitingRequest } from './dispatch-policy.js';

/**
 * What a ride is worth in seconds when as many riders as possible are to be served: more than
 * any sum of pickup times could outweigh.
 */
export const SERVE_ALL_SECONDS = 1e7;

export interface AssignmentCost {
  /**
   * Seconds that pairing this rider costs besides the pickup time. A pair that costs 0 or more
   * in all is not made.
   */
  readonly costOf: (request: WaitingRequest) => number;
  /**
   * Busy drivers count: a rider who is better off with one of them is left for the next window
   * (default: they don't).
   */
  readonly countsBusy?: boolean;
}

/** One optimal assignment for the whole batch. */
export function assignByCost(
  batch: DispatchBatch,
  { costOf, countsBusy = false }: AssignmentCost,
): Pairing[] {
  return inCanonicalOrder(batch, ({ requests, drivers, pickupSeconds }) => {
    const driverOfRequest = bestAssignment({
      rows: requests.length,
      columns: drivers.length,
      values: pickupSeconds,
      rowStride: drivers.length,
      columnStride: 1,
      rowCosts: numbers(requests, costOf),
      columnCosts: numbers(drivers, ({ busySeconds }) =>
        busySeconds > 0 && !countsBusy ? Infinity : 0,
      ),
    });
    const pairings: Pairing[] = [];
    driverOfRequest.forEach((driver, request) => {
      if (driver === ALONE || drivers[driver]!.busySeconds > 0) return;
      pairings.push({ request, driver });
    });
    return pairings;
  });
}

/** `Float64Array.from` with a function takes ten times as long. */
function numbers<T>(items: readonly T[], numberOf: (item: T) => number): Float64Array {
  const values = new Float64Array(items.length);
  for (let i = 0; i < values.length; i++) values[i] = numberOf(items[i]!);
  return values;
}

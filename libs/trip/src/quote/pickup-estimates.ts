import type { Position } from '#contracts';
import type { Transaction } from '#database';

/**
 * When a driver could be at a pickup. Declared here and implemented by matching, which
 * knows the supply and builds on trip; `apps/api` wires the two.
 */
export abstract class PickupEstimates {
  /**
   * Reads through the caller's transaction: a second connection taken while holding one
   * is a deadlock of the pool, once as many callers do it as there are connections.
   *
   * @returns seconds for the nearest available driver, or null when none is within reach
   */
  abstract estimateSeconds(tx: Transaction, pickup: Position): Promise<number | null>;
}

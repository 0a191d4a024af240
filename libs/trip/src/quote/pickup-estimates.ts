import type { Position } from '#contracts';
import type { Transaction } from '#database';

/**
 * Estimates how soon a driver can be at a pickup. This port is declared here and implemented
 * by libs/matching, which knows the supply and depends on this library; `apps/api` binds the
 * two.
 */
export abstract class PickupEstimates {
  /**
   * The implementation reads through the caller's transaction. Callers that hold a connection
   * and wait for a second one deadlock the pool once they hold all its connections.
   *
   * @param tx undefined: the caller holds no connection
   * @returns seconds for the nearest available driver, or null when none is within reach
   */
  abstract estimateSeconds(pickup: Position, tx?: Transaction): Promise<number | null>;
}

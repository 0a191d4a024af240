import type { Position } from '#contracts';

/**
 * When a driver could be at a pickup. Declared here and implemented by matching, which
 * knows the supply and builds on trip; `apps/api` wires the two.
 */
export abstract class PickupEstimates {
  /** @returns seconds for the nearest available driver, or null when none is within reach */
  abstract etaSeconds(pickup: Position): Promise<number | null>;
}

import { DELAY_WEIGHT } from '#dispatch';

/**
 * The cost of a plan in seconds: its driving time, and the arrivals of its riders. Plans of the
 * same riders can be compared.
 *
 * @param endAt time of the last stop
 * @param dropoffSum sum of the times of the drop-offs
 */
export const planCost = (endAt: number, dropoffSum: number): number =>
  endAt + DELAY_WEIGHT * dropoffSum;

/**
 * The cost of a ride in seconds of pickup: what it adds to the cost of a plan, less what it would
 * cost with a car at its pickup. In a car without riders it is the time to the pickup; it is below
 * 0 when the ride shares more of the way than it delays.
 *
 * @param addedCost the cost of the plan with the ride less that without it, where the drop-off
 *   counts from now
 */
export const rideCost = (addedCost: number, tripSeconds: number): number =>
  addedCost / (1 + DELAY_WEIGHT) - tripSeconds;

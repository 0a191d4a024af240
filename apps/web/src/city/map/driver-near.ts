import type { Position } from '#contracts';
import { greatCircleMeters } from '#geo';
import type { CityDriver } from '../city-state.js';

/**
 * The driver nearest to a position.
 *
 * @param maxMeters drivers farther away do not count
 */
export function driverNear(
  drivers: readonly CityDriver[],
  position: Position,
  maxMeters: number,
): CityDriver | undefined {
  let nearest: { driver: CityDriver; meters: number } | undefined;
  for (const driver of drivers) {
    const meters = greatCircleMeters(driver.position, position);
    if (meters <= (nearest?.meters ?? maxMeters)) nearest = { driver, meters };
  }
  return nearest?.driver;
}

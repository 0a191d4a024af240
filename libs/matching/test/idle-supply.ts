import type { Position } from '#contracts';
import type { IdleSupply } from '../src/supply/kept-supply.js';

/** An idle supply that holds these drivers and never changes by itself. */
export function createIdleSupply(
  drivers: readonly (readonly [driverId: string, position: Position])[],
): IdleSupply & { set(driverId: string, position?: Position): void } {
  const positions = new Map(drivers);
  const changed = new Set(positions.keys());
  return {
    positionOf: (driverId) => positions.get(driverId),
    forEachChanged: (visit) => {
      for (const driverId of changed) visit(driverId, positions.get(driverId));
      changed.clear();
    },
    set: (driverId, position) => {
      changed.add(driverId);
      if (position) positions.set(driverId, position);
      else positions.delete(driverId);
    },
  };
}

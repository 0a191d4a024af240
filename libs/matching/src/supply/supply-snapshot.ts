import { SupplyIndex, type SupplyEntry } from '#dispatch';
import type { TravelEstimator } from '#geo';

/** A driver as a look at the database found them. */
export interface SuppliedDriver extends SupplyEntry {
  readonly driverId: string;
}

/**
 * The drivers as of the latest look. It lasts from look to look, so that who hasn't moved
 * isn't snapped to the road again. Looks may overlap: whoever takes one is done with the
 * index before giving the turn away, for the next look changes it.
 */
export class SupplySnapshot {
  private readonly index: SupplyIndex;

  constructor(estimator: Pick<TravelEstimator, 'snapOnce'>) {
    this.index = new SupplyIndex(estimator);
  }

  /** @returns these drivers and nobody else */
  update(drivers: readonly SuppliedDriver[]): SupplyIndex {
    this.index.retain(new Set(drivers.map(({ driverId }) => driverId)));
    for (const { driverId, ...reading } of drivers) this.index.put(driverId, reading);
    return this.index;
  }
}
